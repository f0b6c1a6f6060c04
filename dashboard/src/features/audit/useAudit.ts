import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { asProblem } from '@/api/problem'
import type { AuditEntry } from '@/api/types'
import type { AuditFilter } from './auditFilter'
import { auditQuery, newsQuery } from './auditQueries'

/** The entries have no id: two that say the same are the same. */
export const identityOf = (entry: AuditEntry) => JSON.stringify(entry)

/** What is shown of the audit, and how much there is beyond. */
export function useAudit(filter: AuditFilter) {
  const client = useQueryClient()
  const query = auditQuery(filter)
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery(query)
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
    problem: entries === undefined ? error : null,
    /** What is shown may be old, though the hub is within reach. */
    isStale: news.error !== null && asProblem(news.error).status !== 0,
    newCount, showNew, refetch,
    hasOlder: hasNextPage,
    isLoadingOlder: isFetchingNextPage,
    hasOlderFailed: isFetchNextPageError,
    showOlder: () => fetchNextPage(),
  }
}
