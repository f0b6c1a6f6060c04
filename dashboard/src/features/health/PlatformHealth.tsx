import { useQuery } from '@tanstack/react-query'
import type { PlatformHealth as Health } from '@/api/types'
import { inSeconds } from '@/components/chartScale'
import { Fact } from '@/components/Fact'
import { ProblemNotice } from '@/components/ProblemNotice'
import { RelativeTime } from '@/components/RelativeTime'
import { CardSkeletons } from '@/components/Skeleton'
import { healthWords } from '@/language/en/health'
import { formatNumber, formatPercent } from '@/language/numbers'
import { Findings } from './Findings'
import { platformHealthQuery } from './healthQueries'

/** How a platform answers, for whoever runs the hub. */
export function PlatformHealth({ id, name }: { id: string; name: string }) {
  const { data, error, refetch } = useQuery(platformHealthQuery(id))
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <CardSkeletons label={healthWords().loadingPlatform} count={1} className="grid" />
  return (
    <section aria-labelledby="platform-health" className="panel space-y-4 p-5 sm:p-6">
      <h2 id="platform-health" className="text-base font-semibold">
        {healthWords().title}
      </h2>
      <Findings findings={data.findings} well={healthWords().works(name)} />
      <Facts health={data} />
    </section>
  )
}

function Facts({ health: { last_hour: hour, last_day: day, breaker, closed_until: until, due } }: { health: Health }) {
  const t = healthWords()
  const rate = (share: number | null) => (share === null ? t.noRate : formatPercent(share))
  const both = (inHour: number, inDay: number) => t.inHourAndDay(formatNumber(inHour), formatNumber(inDay))
  return (
    <dl className="grid gap-3.5 text-sm sm:grid-cols-2">
      <Fact name={t.succeed}>{t.inHourAndDay(rate(hour.success_rate), rate(day.success_rate))}</Fact>
      <Fact name={t.take}>{day.latency_p50 === null || day.latency_p95 === null ? t.notMeasured : t.usuallyAndAtMost(inSeconds(day.latency_p50), inSeconds(day.latency_p95))}</Fact>
      <Fact name={t.requests}>
        {t.gates[breaker]}
        {until !== null && (
          <>
            {t.until} <RelativeTime at={until} />
          </>
        )}
      </Fact>
      <Fact name={t.pauses}>{both(hour.pauses, day.pauses)}</Fact>
      <Fact name={t.dueAndWaiting}>
        {formatNumber(due.count)}
        {due.oldest_at !== null && (
          <>
            {t.oldestAfter} <RelativeTime at={due.oldest_at} />
          </>
        )}
      </Fact>
      <Fact name={t.refused}>{both(hour.rejected, day.rejected)}</Fact>
    </dl>
  )
}
