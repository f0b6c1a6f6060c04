import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Connection } from '@/api/types'

export const connectionsQuery = () =>
  queryOptions({
    queryKey: queryKeys.connections,
    queryFn: async ({ signal }) => (await request<{ items: Connection[] }>('/api/connections', { signal })).items,
  })

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.connections, id],
    queryFn: ({ signal }) => request<Connection>(connectionPath(id), { signal }),
  })

export const connectionPath = (id: string) => `/api/connections/${encodeURIComponent(id)}`
