import { useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { Banner } from '@/components/Banner'
import { Choices } from '@/components/Choices'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { healthWords } from '@/language/en/health'
import { Findings } from './Findings'
import { HealthCharts } from './HealthCharts'
import { type HealthRange, healthSeriesQuery, healthSummaryQuery } from './healthQueries'
import { HealthTiles } from './HealthTiles'
import { ProcessList } from './ProcessList'

const ranges: HealthRange[] = ['1h', '24h']

/** How the hub is, for whoever runs it. */
export function HealthPage() {
  const t = healthWords()
  const { data: summary, error, refetch } = useQuery(healthSummaryQuery())
  return (
    <>
      <PageHeader title={t.title} text={t.text} />
      {summary ? (
        <div className="space-y-5">
          {error && asProblem(error).status !== 0 && (
            <Banner tone="warn" live="status" title={asProblem(error).title}>
              {t.fromBefore}
            </Banner>
          )}
          <Findings findings={summary.findings} well={t.allWell} />
          <HealthTiles summary={summary} />
          <Numbers />
          <ProcessList processes={summary.processes} />
        </div>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={t.loading} count={4} className="grid gap-4 lg:grid-cols-2" />
      )}
    </>
  )
}

function Numbers() {
  const t = healthWords()
  const [range, setRange] = useState<HealthRange>('1h')
  const { data: series, error, refetch } = useQuery(healthSeriesQuery(range))
  return (
    <section aria-labelledby="numbers" className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 id="numbers" className="text-base font-semibold">
          {t.did}
        </h2>
        <Choices label={t.howFarBack} value={range} choices={ranges.map((value) => ({ value, label: t.hourAndDay[value] }))} onChange={setRange} />
      </div>
      {series ? (
        <>
          {isEmpty(series.total) ? (
            <EmptyState icon={Activity} title={t.nothing} text={t.nothingText} />
          ) : (
            <HealthCharts series={series} />
          )}
          <p className="text-[0.8125rem] text-muted">{series.shared ? t.ofProcesses(series.processes) : t.ofThis}</p>
        </>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={t.loadingNumbers} count={4} className="grid gap-4 lg:grid-cols-2" />
      )}
    </section>
  )
}

const isEmpty = (total: { refreshed: number; failed: number; handed_out: number; waits: number; rejected: number; grants_lost: number; pauses: number }) =>
  [total.refreshed, total.failed, total.handed_out, total.waits, total.rejected, total.grants_lost, total.pauses].every((count) => count === 0)
