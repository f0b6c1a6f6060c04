import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { Button } from '@/components/Button'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { commonWords } from '@/language/en/common'
import { platformsWords } from '@/language/en/platforms'
import { filterPlatforms, type PlatformFilter } from './platformFilter'
import { PlatformFilterBar } from './PlatformFilterBar'
import { platformsQuery } from './platformQueries'
import { PlatformTile } from './PlatformTile'

const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3'

interface Props {
  filter: PlatformFilter
  onFilter: (filter: PlatformFilter) => void
}

export function PlatformsPage({ filter, onFilter }: Props) {
  const t = platformsWords()
  const { loadingPlatforms, clearFilters } = commonWords()
  const { data: platforms, error, refetch } = useQuery(platformsQuery())
  const shown = platforms && filterPlatforms(platforms, filter)

  return (
    <>
      <PageHeader title={t.title} text={t.text} />
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PlatformFilterBar platforms={platforms} filter={filter} onFilter={onFilter} />
      </div>
      {shown ? (
        shown.length > 0 ? (
          <ul className={grid}>
            {shown.map((platform) => (
              <li key={platform.id} className="grid grid-cols-1">
                <PlatformTile platform={platform} />
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState icon={SearchX} title={t.noMatch} text={t.noMatchText}>
            <Button onClick={() => onFilter({})}>{clearFilters}</Button>
          </EmptyState>
        )
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={loadingPlatforms} className={grid} />
      )}
    </>
  )
}
