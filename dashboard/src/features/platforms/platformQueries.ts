import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Platform } from '@/api/types'

export const platformsQuery = () =>
  queryOptions({
    queryKey: queryKeys.platforms,
    queryFn: async ({ signal }) => (await request<{ items: Platform[] }>('/api/platforms', { signal })).items,
  })

export const platformQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.platforms, id],
    queryFn: ({ signal }) => request<Platform>(platformPath(id), { signal }),
  })

export const platformPath = (id: string) => `/api/platforms/${encodeURIComponent(id)}`
