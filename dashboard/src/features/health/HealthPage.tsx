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
import { Findings } from './Findings'
import { HealthCharts } from './HealthCharts'
import { type HealthRange, healthSeriesQuery, healthSummaryQuery } from './healthQueries'
import { HealthTiles } from './HealthTiles'
import { ProcessList } from './ProcessList'

const ranges: { value: HealthRange; label: string }[] = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last day' },
]

/** How the hub is, for whoever runs it. */
export function HealthPage() {
  const { data: summary, error, refetch } = useQuery(healthSummaryQuery())
  return (
    <>
      <PageHeader title="Health" text="How the hub does, and what to do where it does not." />
      {summary ? (
        <div className="space-y-5">
          {error && asProblem(error).status !== 0 && (
            <Banner tone="warn" live="status" title={asProblem(error).title}>
              What is shown is from before.
            </Banner>
          )}
          <Findings findings={summary.findings} well="All is well." />
          <HealthTiles summary={summary} />
          <Numbers />
          <ProcessList processes={summary.processes} />
        </div>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label="Loading the hub’s health…" count={4} className="grid gap-4 lg:grid-cols-2" />
      )}
    </>
  )
}

function Numbers() {
  const [range, setRange] = useState<HealthRange>('1h')
  const { data: series, error, refetch } = useQuery(healthSeriesQuery(range))
  return (
    <section aria-labelledby="numbers" className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 id="numbers" className="text-base font-semibold">
          What the hub did
        </h2>
        <Choices label="How far back" value={range} choices={ranges} onChange={setRange} />
      </div>
      {series ? (
        <>
          {isEmpty(series.total) ? (
            <EmptyState icon={Activity} title="Nothing happened yet" text="Here come refreshes, hand-outs and failures as soon as an account is connected and an agent asks for its token." />
          ) : (
            <HealthCharts series={series} />
          )}
          <p className="text-[0.8125rem] text-muted">{series.shared ? `Of ${series.processes} processes together.` : 'Of this process, since its start.'}</p>
        </>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label="Loading the numbers…" count={4} className="grid gap-4 lg:grid-cols-2" />
      )}
    </section>
  )
}

const isEmpty = (total: { refreshed: number; failed: number; handed_out: number; waits: number; rejected: number; grants_lost: number; pauses: number }) =>
  [total.refreshed, total.failed, total.handed_out, total.waits, total.rejected, total.grants_lost, total.pauses].every((count) => count === 0)
