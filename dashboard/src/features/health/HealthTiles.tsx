import type { ReactNode } from 'react'
import type { HealthSummary } from '@/api/types'
import { inSeconds } from '@/components/chartScale'
import { RelativeTime } from '@/components/RelativeTime'

const parts = { well: 'Works', away: 'Does not answer', none: 'Not used' }

/** The parts of the hub, each in a word. */
export function HealthTiles({ summary: { at, vault, redis, processes, workers_alive: workers, connections, due } }: { summary: HealthSummary }) {
  const waiting = connections.needs_reconnect + connections.quarantined
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Tile name="Vault" isBad={vault !== 'well'} value={parts[vault]} />
      <Tile name="Redis" isBad={redis === 'away'} value={parts[redis]}>
        {redis === 'none' && 'This hub is one process.'}
      </Tile>
      <Tile name="Workers" isBad={workers === 0} value={`${workers} alive`}>
        {processes[0] && `Up for ${inSeconds(Math.max(1, (Date.parse(at) - Date.parse(processes[0].started_at)) / 1000))}`}
      </Tile>
      <Tile name="Connections" value={`${connections.active} active`}>
        {waiting + connections.degraded > 0 ? `${connections.degraded} with trouble, ${waiting} waiting for somebody` : 'None is in trouble.'}
      </Tile>
      <Tile name="Due now" value={String(due.count)}>
        {due.oldest_at === null ? 'Nothing waits.' : <>The oldest since <RelativeTime at={due.oldest_at} /></>}
      </Tile>
      <Tile name="Version" value={processes[0]?.version ?? ''} />
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
