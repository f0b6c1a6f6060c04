import type { Platform } from '@/api/types'
import { Choices } from '@/components/Choices'
import { SearchField } from '@/components/SearchField'
import { commonWords } from '@/language/en/common'
import { categoriesOf, type PlatformFilter } from './platformFilter'

const ALL = 'all'

interface Props {
  /** Those that are filtered; undefined, while they are read. */
  platforms: Platform[] | undefined
  filter: PlatformFilter
  onFilter: (filter: PlatformFilter) => void
}

/** Search and categories, wherever one chooses among platforms. */
export function PlatformFilterBar({ platforms, filter, onFilter }: Props) {
  const t = commonWords()
  return (
    <>
      <SearchField label={t.searchPlatforms} value={filter.q ?? ''} onChange={(q) => onFilter({ ...filter, q: q || undefined })} />
      {platforms && (
        <Choices
          label={t.category}
          value={filter.category ?? ALL}
          choices={[{ value: ALL, label: t.all, count: platforms.length }, ...categoriesOf(platforms)]}
          onChange={(category) => onFilter({ ...filter, category: category === ALL ? undefined : category })}
        />
      )}
    </>
  )
}
