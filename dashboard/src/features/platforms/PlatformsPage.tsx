import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { Button } from '@/components/Button'
import { Choices } from '@/components/Choices'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { SearchField } from '@/components/SearchField'
import { CardSkeletons } from '@/components/Skeleton'
import { categoriesOf, filterPlatforms, type PlatformFilter } from './platformFilter'
import { platformsQuery } from './platformQueries'
import { PlatformTile } from './PlatformTile'

const ALL = 'all'
const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3'

interface Props {
  filter: PlatformFilter
  onFilter: (filter: PlatformFilter) => void
}

export function PlatformsPage({ filter, onFilter }: Props) {
  const { data: platforms, error, refetch } = useQuery(platformsQuery())
  const shown = platforms && filterPlatforms(platforms, filter)

  return (
    <>
      <PageHeader title="Platforms" text="Choose what to connect. A platform that needs registration asks once for a client id, which you get from it for free in most cases." />
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Search platforms" value={filter.q ?? ''} onChange={(q) => onFilter({ ...filter, q: q || undefined })} />
        {platforms && (
          <Choices
            label="Category"
            value={filter.category ?? ALL}
            choices={[{ value: ALL, label: 'All', count: platforms.length }, ...categoriesOf(platforms)]}
            onChange={(category) => onFilter({ ...filter, category: category === ALL ? undefined : category })}
          />
        )}
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
          <EmptyState icon={SearchX} title="No platform matches" text="Another word may find it. A platform that is not in the catalogue can be added as one JSON file in the hub’s data folder.">
            <Button onClick={() => onFilter({})}>Clear the filters</Button>
          </EmptyState>
        )
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label="Loading platforms…" className={grid} />
      )}
    </>
  )
}
