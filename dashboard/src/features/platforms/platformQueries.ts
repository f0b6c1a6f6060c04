import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Platform, PlatformGuide } from '@/api/types'

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

/** Beside the platform: what is registered changes both. */
export const guideQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.platforms, id, 'guide'],
    queryFn: ({ signal }) => request<PlatformGuide>(`${platformPath(id)}/registration-guide`, { signal }),
  })

export const platformPath = (id: string) => `/api/platforms/${encodeURIComponent(id)}`
