import type { HealthNumbers, HealthSeries } from '@/api/types'
import { inSeconds, roundSeconds, roundTop } from '@/components/chartScale'
import { type ChartSeries, TimeChart } from '@/components/TimeChart'

type CountName = 'refreshed' | 'failed' | 'handed_out' | 'waits' | 'waits_in_vain' | 'rejected' | 'grants_lost' | 'pauses'

const count = (value: number) => value.toLocaleString()
const times = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`

export function HealthCharts({ series: { buckets, total } }: { series: HealthSeries }) {
  const moments = buckets.map(({ at }) => at)
  const of = (name: string, tone: ChartSeries['tone'], pick: (numbers: HealthNumbers) => number | null): ChartSeries => ({ name, tone, values: buckets.map(({ numbers }) => pick(numbers)) })
  const counts = (name: string, tone: ChartSeries['tone'], of_: CountName) => of(name, tone, (numbers) => numbers[of_])
  const stacked = (all: ChartSeries[]) => roundTop(moments.map((_, index) => all.reduce((sum, { values }) => sum + (values[index] ?? 0), 0)))

  const refreshes = [counts('New tokens', 'good', 'refreshed'), counts('Failed', 'bad', 'failed')]
  const early = [of('Half of them', 'accent', (numbers) => numbers.earliness_median), of('The latest tenth', 'warn', (numbers) => numbers.earliness_p10)]
  const handed = [counts('Tokens', 'accent', 'handed_out')]
  const life = [of('Half of them', 'accent', (numbers) => numbers.life_median), of('The shortest tenth', 'warn', (numbers) => numbers.life_p10)]
  const latency = [of('Half of them', 'accent', (numbers) => numbers.latency_p50), of('The slowest twentieth', 'warn', (numbers) => numbers.latency_p95)]
  const trouble = [counts('Reads that waited', 'accent', 'waits'), counts('401s reported', 'warn', 'rejected'), counts('Sign-ins ended', 'bad', 'grants_lost'), counts('Pauses asked for', 'hold', 'pauses')]
  const seconds = (all: ChartSeries[]) => roundSeconds(all.flatMap(({ values }) => values))

  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <TimeChart look="bars" title="Refreshes" text={`${times(total.refreshed, 'refresh', 'refreshes')} gave new tokens, ${count(total.failed)} failed${reasons(total)}.`} moments={moments} series={refreshes} top={stacked(refreshes)} format={count} />
      <TimeChart look="lines" title="How early refreshes come" text={total.earliness_median === null ? 'No token was replaced.' : `Half of the old tokens would have lived ${inSeconds(total.earliness_median)} more.`} moments={moments} series={early} top={seconds(early)} format={inSeconds} />
      <TimeChart look="bars" title="Tokens handed out" text={`${times(total.handed_out, 'token')} went to agents.`} moments={moments} series={handed} top={stacked(handed)} format={count} />
      <TimeChart look="lines" title="Life left when handed out" text={total.life_median === null ? 'No token was handed out.' : `Half of them had less than ${inSeconds(total.life_median)} left.`} moments={moments} series={life} top={seconds(life)} format={inSeconds} />
      <TimeChart look="lines" title="How long refreshes take" text={total.latency_p95 === null ? 'No platform was asked.' : `Nineteen in twenty took less than ${inSeconds(total.latency_p95)}.`} moments={moments} series={latency} top={seconds(latency)} format={inSeconds} />
      <TimeChart look="bars" title="Waits and losses" text={`${times(total.waits, 'read')} waited (${count(total.waits_in_vain)} in vain), ${times(total.rejected, '401')} reported, ${times(total.grants_lost, 'sign-in')} ended.`} moments={moments} series={trouble} top={stacked(trouble)} format={count} />
    </div>
  )
}

/** Why refreshes failed, as the meter names it. */
function reasons({ outcomes }: HealthNumbers) {
  const why = Object.entries(outcomes).filter(([outcome]) => !['refreshed', 'fresh', 'gone'].includes(outcome))
  return why.length === 0 ? '' : ` (${why.map(([outcome, number]) => `${outcome.replaceAll('_', ' ')} ${number}`).join(', ')})`
}
