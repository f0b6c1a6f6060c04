import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { HealthSeries, HealthSummary, PlatformHealth } from '@/api/types'

export type HealthRange = '1h' | '24h'

/** Looked at again while somebody looks at the page. */
const EVERY_MS = 10_000

export const healthSummaryQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.health, 'summary'],
    queryFn: ({ signal }) => request<HealthSummary>('/api/health/summary', { signal }),
    refetchInterval: EVERY_MS,
  })

export const healthSeriesQuery = (range: HealthRange) =>
  queryOptions({
    queryKey: [...queryKeys.health, 'series', range],
    queryFn: ({ signal }) => request<HealthSeries>(`/api/health/series?range=${range}`, { signal }),
    refetchInterval: EVERY_MS,
  })

export const platformHealthQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.health, 'platform', id],
    queryFn: ({ signal }) => request<PlatformHealth>(`/api/platforms/${encodeURIComponent(id)}/health`, { signal }),
    refetchInterval: EVERY_MS,
  })
