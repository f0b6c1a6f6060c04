import type { HealthNumbers, HealthSeries } from '@/api/types'
import { inSeconds, roundSeconds, roundTop } from '@/components/chartScale'
import { type ChartSeries, TimeChart } from '@/components/TimeChart'
import { healthWords } from '@/language/en/health'
import { formatNumber } from '@/language/numbers'

type CountName = 'refreshed' | 'failed' | 'handed_out' | 'waits' | 'waits_in_vain' | 'rejected' | 'grants_lost' | 'pauses'

export function HealthCharts({ series: { buckets, total } }: { series: HealthSeries }) {
  const { charts: t } = healthWords()
  const moments = buckets.map(({ at }) => at)
  const of = (name: string, tone: ChartSeries['tone'], pick: (numbers: HealthNumbers) => number | null): ChartSeries => ({ name, tone, values: buckets.map(({ numbers }) => pick(numbers)) })
  const counts = (name: string, tone: ChartSeries['tone'], of_: CountName) => of(name, tone, (numbers) => numbers[of_])
  const stacked = (all: ChartSeries[]) => roundTop(moments.map((_, index) => all.reduce((sum, { values }) => sum + (values[index] ?? 0), 0)))

  const refreshes = [counts(t.newTokens, 'good', 'refreshed'), counts(t.failed, 'bad', 'failed')]
  const early = [of(t.half, 'accent', (numbers) => numbers.earliness_median), of(t.latestTenth, 'warn', (numbers) => numbers.earliness_p10)]
  const handed = [counts(t.tokens, 'accent', 'handed_out')]
  const life = [of(t.half, 'accent', (numbers) => numbers.life_median), of(t.shortestTenth, 'warn', (numbers) => numbers.life_p10)]
  const latency = [of(t.half, 'accent', (numbers) => numbers.latency_p50), of(t.slowest, 'warn', (numbers) => numbers.latency_p95)]
  const trouble = [counts(t.waited, 'accent', 'waits'), counts(t.rejected, 'warn', 'rejected'), counts(t.lost, 'bad', 'grants_lost'), counts(t.pauses, 'hold', 'pauses')]
  const seconds = (all: ChartSeries[]) => roundSeconds(all.flatMap(({ values }) => values))

  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <TimeChart look="bars" title={t.refreshes} text={t.refreshesText(total.refreshed, total.failed, reasons(total))} moments={moments} series={refreshes} top={stacked(refreshes)} format={formatNumber} />
      <TimeChart look="lines" title={t.early} text={total.earliness_median === null ? t.noneReplaced : t.earlyText(inSeconds(total.earliness_median))} moments={moments} series={early} top={seconds(early)} format={inSeconds} />
      <TimeChart look="bars" title={t.handedOut} text={t.handedOutText(total.handed_out)} moments={moments} series={handed} top={stacked(handed)} format={formatNumber} />
      <TimeChart look="lines" title={t.life} text={total.life_median === null ? t.noneHandedOut : t.lifeText(inSeconds(total.life_median))} moments={moments} series={life} top={seconds(life)} format={inSeconds} />
      <TimeChart look="lines" title={t.latency} text={total.latency_p95 === null ? t.noneAsked : t.latencyText(inSeconds(total.latency_p95))} moments={moments} series={latency} top={seconds(latency)} format={inSeconds} />
      <TimeChart look="bars" title={t.losses} text={t.lossesText(total.waits, total.waits_in_vain, total.rejected, total.grants_lost)} moments={moments} series={trouble} top={stacked(trouble)} format={formatNumber} />
    </div>
  )
}

/** Why refreshes failed, as the meter names it. */
function reasons({ outcomes }: HealthNumbers) {
  const why = Object.entries(outcomes).filter(([outcome]) => !['refreshed', 'fresh', 'gone'].includes(outcome))
  return why.length === 0 ? '' : ` (${why.map(([outcome, number]) => `${healthWords().outcomes[outcome] ?? outcome.replaceAll('_', ' ')} ${formatNumber(number)}`).join(', ')})`
}
