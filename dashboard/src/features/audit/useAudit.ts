import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Problem } from '@/api/problem'
import type { AuditEntry } from '@/api/types'
import { auditWords } from '@/language/en/audit'
import type { AuditFilter } from './auditFilter'
import { auditQuery, newsQuery } from './auditQueries'

const offline = () => new Problem({ title: auditWords().offline, detail: auditWords().offlineText, code: 'offline', status: 0 })

/** The entries have no id: two that say the same are the same. */
export const identityOf = (entry: AuditEntry) => JSON.stringify(entry)

/** What is shown of the audit, and how much there is beyond. */
export function useAudit(filter: AuditFilter) {
  const client = useQueryClient()
  const query = auditQuery(filter)
  const { data, error, fetchStatus, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(query)
  const entries = data?.pages.flatMap(({ items }) => items)

  const news = useQuery({ ...newsQuery(filter, entries?.[0]?.at), enabled: entries !== undefined })
  const known = new Set(data?.pages[0]?.items.map(identityOf))
  const newCount = news.data?.filter((entry) => !known.has(identityOf(entry))).length ?? 0

  const showNew = () => {
    // Older pages would be read anew too, each after the one before.
    client.setQueryData(query.queryKey, (shown) => shown && { pages: shown.pages.slice(0, 1), pageParams: shown.pageParams.slice(0, 1) })
    return refetch()
  }
  return {
    entries,
    /** Why nothing is shown. */
    problem: entries === undefined ? (error ?? (fetchStatus === 'paused' ? offline() : null)) : null,
    /** What is shown may be old. */
    isStale: news.isError || news.fetchStatus === 'paused',
    newCount, showNew, refetch,
    hasOlder: hasNextPage,
    isLoadingOlder: isFetchingNextPage,
    hasOlderFailed: isFetchNextPageError,
    showOlder: () => fetchNextPage(),
  }
}
