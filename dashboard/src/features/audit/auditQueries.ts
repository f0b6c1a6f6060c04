import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { AuditPage } from '@/api/types'
import { type AuditFilter, auditParams } from './auditFilter'

const PAGE = 50
const MOST_NEWS = 100
const LOOK_MS = 10_000

/** The newest first, page by page. It stays as it was read until somebody asks for what is new: nothing moves under the reader's eyes. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.audit, 'pages', filter],
    queryFn: ({ pageParam, signal }) => request<AuditPage>(`/api/audit?${auditParams(filter, { before: pageParam, limit: PAGE })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ items, more }: AuditPage) => (more ? items.at(-1)?.at : undefined),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** What has come since the newest that is shown, and that one. Asked for now and then while the page is looked at. */
export const newsQuery = (filter: AuditFilter, since: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.audit, 'news', filter, since],
    queryFn: async ({ signal }) => (await request<AuditPage>(`/api/audit?${auditParams(filter, { since, limit: MOST_NEWS })}`, { signal })).items,
    refetchInterval: LOOK_MS,
    staleTime: 0,
    gcTime: 0,
  })
