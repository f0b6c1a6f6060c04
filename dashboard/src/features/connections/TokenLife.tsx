import { Progress } from 'radix-ui'
import type { Connection } from '@/api/types'
import { connectionsWords } from '@/language/en/connections'
import { useNow } from '@/time/clock'
import { formatDuration, formatTimeLeft, lifeLeft } from '@/time/formatTime'

/** How long the token lives still, and when the hub renews it; both count. */
export function TokenLife({ connection }: { connection: Connection }) {
  const t = connectionsWords()
  const now = useNow()
  const { issued_at: issued, expires_at: expires } = connection
  if (expires === null)
    return (
      <div className="flex flex-wrap justify-between gap-x-4 text-[0.8125rem]">
        <span className="font-medium">{issued === null ? t.noToken : t.noKnownEnd}</span>
        <NextRefresh connection={connection} now={now} />
      </div>
    )

  const left = formatTimeLeft(expires, now)
  const percent = Math.round(lifeLeft(issued, expires, now) * 100)
  return (
    <div>
      <Progress.Root value={percent} getValueLabel={() => left} aria-label={t.lifeOfToken} className="h-1.5 overflow-hidden rounded-full bg-raised">
        <Progress.Indicator className={`h-full rounded-full transition-[width] duration-500 ease-linear ${connection.state === 'active' ? 'bg-accent' : 'bg-warn'}`} style={{ width: `${percent}%` }} />
      </Progress.Root>
      <div className="mt-2 flex flex-wrap justify-between gap-x-4 text-[0.8125rem] tabular-nums">
        <span className="font-medium">{Date.parse(expires) > now ? left : t.tokenEnded}</span>
        <NextRefresh connection={connection} now={now} />
      </div>
    </div>
  )
}

function NextRefresh({ connection: { state, can_refresh: can, next_refresh_at: next }, now }: { connection: Connection; now: number }) {
  const t = connectionsWords()
  const isUsable = state === 'active' || state === 'degraded'
  if (!isUsable) return <span className="text-muted">{t.notRefreshed}</span>
  if (next === null) return <span className="text-muted">{can ? t.notPlanned : t.cannotRefresh}</span>
  const wait = Date.parse(next) - now
  return <span className="text-muted tabular-nums">{wait > 0 ? t.refreshIn(formatDuration(wait)) : t.refreshDue}</span>
}
