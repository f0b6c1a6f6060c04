import { useQuery } from '@tanstack/react-query'
import type { PlatformHealth as Health } from '@/api/types'
import { inSeconds } from '@/components/chartScale'
import { Fact } from '@/components/Fact'
import { ProblemNotice } from '@/components/ProblemNotice'
import { RelativeTime } from '@/components/RelativeTime'
import { CardSkeletons } from '@/components/Skeleton'
import { Findings } from './Findings'
import { platformHealthQuery } from './healthQueries'

const gates = { open: 'Asked whenever something is due', paused: 'Paused, as the platform asked', broken: 'Paused after failures in a row' }

/** How a platform answers, for whoever runs the hub. */
export function PlatformHealth({ id, name }: { id: string; name: string }) {
  const { data, error, refetch } = useQuery(platformHealthQuery(id))
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <CardSkeletons label="Loading the platform’s health…" count={1} className="grid" />
  return (
    <section aria-labelledby="platform-health" className="panel space-y-4 p-5 sm:p-6">
      <h2 id="platform-health" className="text-base font-semibold">
        Health
      </h2>
      <Findings findings={data.findings} well={`${name} works.`} />
      <Facts health={data} />
    </section>
  )
}

function Facts({ health: { last_hour: hour, last_day: day, breaker, closed_until: until, due } }: { health: Health }) {
  const rate = (share: number | null) => (share === null ? 'none' : `${Math.floor(share * 1000) / 10} %`)
  return (
    <dl className="grid gap-3.5 text-sm sm:grid-cols-2">
      <Fact name="Refreshes that succeed">{`${rate(hour.success_rate)} in the last hour, ${rate(day.success_rate)} in the last day`}</Fact>
      <Fact name="They take">{day.latency_p50 === null || day.latency_p95 === null ? 'Not measured in the last day' : `${inSeconds(day.latency_p50)}; one in twenty more than ${inSeconds(day.latency_p95)}`}</Fact>
      <Fact name="Requests">
        {gates[breaker]}
        {until !== null && (
          <>
            , until <RelativeTime at={until} />
          </>
        )}
      </Fact>
      <Fact name="Pauses it asked for (429)">{`${hour.pauses} in the last hour, ${day.pauses} in the last day`}</Fact>
      <Fact name="Due and waiting">
        {due.count}
        {due.oldest_at !== null && (
          <>
            , the oldest since <RelativeTime at={due.oldest_at} />
          </>
        )}
      </Fact>
      <Fact name="Live tokens it refused (401)">{`${hour.rejected} in the last hour, ${day.rejected} in the last day`}</Fact>
    </dl>
  )
}
