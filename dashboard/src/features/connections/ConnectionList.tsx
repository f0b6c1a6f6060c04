import { SearchX } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Connection } from '@/api/types'
import { Button } from '@/components/Button'
import { Choices } from '@/components/Choices'
import { EmptyState } from '@/components/EmptyState'
import { SearchField } from '@/components/SearchField'
import { CardSkeletons } from '@/components/Skeleton'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { cardGrid } from './cardGrid'
import { ConnectionCard } from './ConnectionCard'
import { ALL, type ConnectionFilter, filterConnections, stateChoices } from './connectionFilter'

/** Loaded for those who have that many. */
const CardRows = lazy(async () => ({ default: (await import('./CardRows')).CardRows }))

/** So many cards a browser draws without effort, and finds by its own search. */
const MOST_AT_ONCE = 60

interface Props {
  connections: Connection[]
  filter: ConnectionFilter
  onFilter: (filter: ConnectionFilter) => void
  onDisconnect: (connection: Connection) => void
}

export function ConnectionList({ connections, filter, onFilter, onDisconnect }: Props) {
  const t = connectionsWords()
  const card = (connection: Connection) => <ConnectionCard connection={connection} onDisconnect={onDisconnect} />
  const shown = filterConnections(connections, filter)
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label={t.search} value={filter.q ?? ''} onChange={(q) => onFilter({ ...filter, q: q || undefined })} />
        <Choices
          label={t.state}
          value={filter.state ?? ALL}
          choices={stateChoices(connections, filter.state)}
          onChange={(state) => onFilter({ ...filter, state: state === ALL ? undefined : state })}
        />
      </div>
      {shown.length > 0 ? (
        shown.length > MOST_AT_ONCE ? (
          <Suspense fallback={<CardSkeletons label={t.loading} count={3} className={cardGrid} />}>
            <CardRows connections={shown}>{card}</CardRows>
          </Suspense>
        ) : (
          <ul className={cardGrid}>
            {shown.map((connection) => (
              <li key={connection.id} className="grid grid-cols-1">
                {card(connection)}
              </li>
            ))}
          </ul>
        )
      ) : (
        <EmptyState icon={SearchX} title={t.noMatch} text={t.noMatchText}>
          <Button onClick={() => onFilter({})}>{commonWords().clearFilters}</Button>
        </EmptyState>
      )}
    </>
  )
}
