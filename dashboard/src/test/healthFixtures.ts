import type { HealthNumbers, HealthSeries, HealthSummary, PlatformHealth } from '@/api/types'

const MINUTE_MS = 60_000

export const numbers = (changes: Partial<HealthNumbers> = {}): HealthNumbers => ({
  refreshed: 0,
  failed: 0,
  outcomes: {},
  success_rate: null,
  latency_p50: null,
  latency_p95: null,
  earliness_median: null,
  earliness_p10: null,
  handed_out: 0,
  life_median: null,
  life_p10: null,
  waits: 0,
  waits_in_vain: 0,
  wait_p95: null,
  rejected: 0,
  grants_lost: 0,
  pauses: 0,
  ...changes,
})

/** An hour whose last minutes are given, and in whose other minutes nothing happened. */
export const aSeries = (total: Partial<HealthNumbers> = {}, ...last: Partial<HealthNumbers>[]): HealthSeries => ({
  range: '1h',
  step_seconds: 60,
  shared: false,
  processes: 1,
  total: numbers(total),
  buckets: Array.from({ length: 60 }, (_, index) => ({ at: new Date(Date.now() - (59 - index) * MINUTE_MS).toISOString(), numbers: numbers(last[index - 60 + last.length]) })),
})

export const aSummary = (changes: Partial<HealthSummary> = {}): HealthSummary => ({
  at: new Date().toISOString(),
  findings: [],
  vault: 'well',
  redis: 'none',
  workers_alive: 1,
  connections: { active: 3, degraded: 0, needs_reconnect: 0, quarantined: 0, revoking: 0 },
  due: { count: 0, oldest_at: null },
  processes: [{ name: 'host:4711', program: 'OAuthHub.Api', version: '9.8.7', state: 'alive', started_at: new Date(Date.now() - 90 * MINUTE_MS).toISOString(), last_beat_at: new Date().toISOString(), last_sweep_at: new Date().toISOString() }],
  ...changes,
})

export const aPlatformHealth = (changes: Partial<PlatformHealth> = {}): PlatformHealth => ({
  platform: 'github',
  findings: [],
  breaker: 'open',
  closed_until: null,
  failures_in_row: 0,
  incident: false,
  due: { count: 0, oldest_at: null },
  last_hour: numbers(),
  last_day: numbers(),
  ...changes,
})
