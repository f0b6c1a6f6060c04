import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { ListedSession, SignInWay } from '@/api/types'

export const sessionsPath = '/api/sessions'

/** One's own, or everybody's: the hub gives the latter to operators. */
export const sessionsQuery = (all: boolean) =>
  queryOptions({
    queryKey: [...queryKeys.sessions, all],
    queryFn: async ({ signal }) => (await request<{ items: ListedSession[] }>(all ? `${sessionsPath}?all=true` : sessionsPath, { signal })).items,
  })

export const signInWaysQuery = () =>
  queryOptions({
    queryKey: queryKeys.signInWays,
    queryFn: async ({ signal }) => (await request<{ items: SignInWay[] }>('/api/signin', { signal })).items,
    staleTime: 60_000,
  })
