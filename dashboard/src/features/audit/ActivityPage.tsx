import { ArrowUp, Download, ScrollText, SearchX } from 'lucide-react'
import { useRef } from 'react'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { commonWords } from '@/language/en/common'
import { auditWords } from '@/language/en/audit'
import { type AuditFilter, exportPath, isFiltered, noFilter } from './auditFilter'
import { AuditFilters } from './AuditFilters'
import { AuditList } from './AuditList'
import { useAudit } from './useAudit'
import { useAuditNames } from './useAuditNames'

interface Props {
  filter: AuditFilter
  onFilter: (filter: AuditFilter) => void
}

/** Who did what, when, and how it ended. */
export function ActivityPage({ filter, onFilter }: Props) {
  const t = auditWords()
  const names = useAuditNames()
  const { entries, problem, isStale, newCount, showNew, refetch, hasOlder, isLoadingOlder, hasOlderFailed, showOlder } = useAudit(filter)
  const top = useRef<HTMLDivElement>(null)
  const showTop = () => {
    top.current?.focus({ preventScroll: true })
    top.current?.scrollIntoView({ block: 'nearest' })
    void showNew()
  }
  return (
    <>
      <PageHeader title={t.title} text={t.text}>
        <a href={exportPath(filter)} download="audit.jsonl" className={buttonStyle({}, 'max-sm:w-full')}>
          <Download aria-hidden />
          {t.export}
          <span className="sr-only">{t.exportHow}</span>
        </a>
      </PageHeader>
      <AuditFilters filter={filter} names={names} onFilter={onFilter} />
      <div ref={top} tabIndex={-1} className="scroll-mt-20 outline-none">
        {entries && isStale && (
          <div className="mb-4">
            <Banner tone="warn" live="status" title={t.stale}>
              {t.staleText}
            </Banner>
          </div>
        )}
        <div role="status" className="sticky top-16 z-20 flex justify-center">
          {newCount > 0 && (
            <Button look="primary" size="small" className="animate-rise mb-3 shadow-lg" onClick={showTop}>
              <ArrowUp aria-hidden />
              {t.new(newCount < 100 ? newCount : null)}
            </Button>
          )}
        </div>
        {entries ? (
          entries.length > 0 ? (
            <>
              <AuditList entries={entries} names={names} />
              <div className="mt-4 flex flex-col items-center gap-2">
                {hasOlderFailed && (
                  <p role="alert" className="text-sm font-medium text-bad">
                    {t.olderFailed}
                  </p>
                )}
                {hasOlder ? (
                  <Button busy={isLoadingOlder} onClick={() => void showOlder()}>
                    {t.older}
                  </Button>
                ) : (
                  <p className="text-sm text-muted">{t.nothingOlder}</p>
                )}
              </div>
            </>
          ) : isFiltered(filter) ? (
            <EmptyState icon={SearchX} title={t.noMatch} text={t.noMatchText}>
              <Button onClick={() => onFilter(noFilter)}>{commonWords().clearFilters}</Button>
            </EmptyState>
          ) : (
            <EmptyState icon={ScrollText} title={t.none} text={t.noneText} />
          )
        ) : problem ? (
          <ProblemNotice error={problem} onRetry={() => void refetch()} />
        ) : (
          <CardSkeletons label={t.loading} count={4} className="space-y-2" />
        )}
      </div>
    </>
  )
}
