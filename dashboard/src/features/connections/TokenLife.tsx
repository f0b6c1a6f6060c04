import { Progress } from 'radix-ui'
import type { Connection } from '@/api/types'
import { useNow } from '@/time/clock'
import { formatDuration, formatTimeLeft, lifeLeft } from '@/time/formatTime'

/** How long the token lives still, and when the hub renews it; both count. */
export function TokenLife({ connection }: { connection: Connection }) {
  const now = useNow()
  const { issued_at: issued, expires_at: expires } = connection
  if (expires === null)
    return (
      <div className="flex flex-wrap justify-between gap-x-4 text-[0.8125rem]">
        <span className="font-medium">{issued === null ? 'No token' : 'No known end'}</span>
        <NextRefresh connection={connection} now={now} />
      </div>
    )

  const left = formatTimeLeft(expires, now)
  const percent = Math.round(lifeLeft(issued, expires, now) * 100)
  return (
    <div>
      <Progress.Root value={percent} getValueLabel={() => left} aria-label="Life of the token" className="h-1.5 overflow-hidden rounded-full bg-raised">
        <Progress.Indicator className={`h-full rounded-full transition-[width] duration-500 ease-linear ${connection.state === 'active' ? 'bg-accent' : 'bg-warn'}`} style={{ width: `${percent}%` }} />
      </Progress.Root>
      <div className="mt-2 flex flex-wrap justify-between gap-x-4 text-[0.8125rem] tabular-nums">
        <span className="font-medium">{left === 'ended' ? 'Token ended' : left}</span>
        <NextRefresh connection={connection} now={now} />
      </div>
    </div>
  )
}

function NextRefresh({ connection: { state, can_refresh: can, next_refresh_at: next }, now }: { connection: Connection; now: number }) {
  const isUsable = state === 'active' || state === 'degraded'
  if (!isUsable) return <span className="text-muted">Not refreshed</span>
  if (next === null) return <span className="text-muted">{can ? 'Refresh not planned' : 'Cannot be refreshed'}</span>
  const wait = Date.parse(next) - now
  return <span className="text-muted tabular-nums">{wait > 0 ? `Refresh in ${formatDuration(wait)}` : 'Refresh due now'}</span>
}
