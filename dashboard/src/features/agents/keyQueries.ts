import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { AgentKey } from '@/api/types'

export const keysQuery = () =>
  queryOptions({
    queryKey: queryKeys.keys,
    queryFn: async ({ signal }) => (await request<{ items: AgentKey[] }>(keysPath, { signal })).items,
  })

export const keyQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.keys, id],
    queryFn: ({ signal }) => request<AgentKey>(keyPath(id), { signal }),
  })

export const keysPath = '/api/agents/keys'

export const keyPath = (id: string) => `${keysPath}/${encodeURIComponent(id)}`
