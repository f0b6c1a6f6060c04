import type { ReactNode } from 'react'
import type { HealthSummary } from '@/api/types'
import { inSeconds } from '@/components/chartScale'
import { RelativeTime } from '@/components/RelativeTime'
import { healthWords } from '@/language/en/health'
import { formatNumber } from '@/language/numbers'

/** The parts of the hub, each in a word. */
export function HealthTiles({ summary: { at, vault, redis, processes, workers_alive: workers, connections, due } }: { summary: HealthSummary }) {
  const t = healthWords()
  const waiting = connections.needs_reconnect + connections.quarantined
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Tile name={t.vault} isBad={vault !== 'well'} value={t.parts[vault]} />
      <Tile name="Redis" isBad={redis === 'away'} value={t.parts[redis]}>
        {redis === 'none' && t.oneProcess}
      </Tile>
      <Tile name={t.workers} isBad={workers === 0} value={t.alive(workers)}>
        {processes[0] && t.upFor(inSeconds(Math.max(1, (Date.parse(at) - Date.parse(processes[0].started_at)) / 1000)))}
      </Tile>
      <Tile name={t.connections} value={t.active(connections.active)}>
        {waiting + connections.degraded > 0 ? t.trouble(connections.degraded, waiting) : t.noTrouble}
      </Tile>
      <Tile name={t.dueNow} value={formatNumber(due.count)}>
        {due.oldest_at === null ? t.nothingWaits : <>{t.oldest} <RelativeTime at={due.oldest_at} /></>}
      </Tile>
      <Tile name={t.version} value={processes[0]?.version ?? ''} />
    </dl>
  )
}

function Tile({ name, value, isBad = false, children }: { name: string; value: string; isBad?: boolean; children?: ReactNode }) {
  return (
    <div className="panel min-w-0 p-4">
      <dt className="text-[0.8125rem] text-muted">{name}</dt>
      <dd className={`mt-0.5 text-lg font-semibold tabular-nums ${isBad ? 'text-bad' : ''}`}>{value}</dd>
      {children !== undefined && children !== false && <dd className="text-[0.8125rem] text-muted">{children}</dd>}
    </div>
  )
}
