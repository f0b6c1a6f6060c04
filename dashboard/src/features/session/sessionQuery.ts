import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Session } from '@/api/types'

export const sessionQuery = () =>
  queryOptions({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => request<Session>('/api/session', { signal }),
    staleTime: 60_000,
  })
