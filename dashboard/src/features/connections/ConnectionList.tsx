import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import type { Connection } from '@/api/types'
import { Button } from '@/components/Button'
import { Choices } from '@/components/Choices'
import { EmptyState } from '@/components/EmptyState'
import { SearchField } from '@/components/SearchField'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { cardGrid } from './cardGrid'
import { ConnectionCard } from './ConnectionCard'
import { ALL, type ConnectionFilter, filterConnections, stateChoices } from './connectionFilter'

/** So many cards a browser draws without effort, and finds by its own search. */
const MOST_AT_ONCE = 60
/** More than a window shows; of many, these are there while the code that scrolls through thousands is still coming. */
const FIRST_OF_MANY = 12

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
  const isMany = shown.length > MOST_AT_ONCE
  const forMany = useForMany(isMany)
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
        isMany && forMany ? (
          <forMany.CardRows connections={shown}>{card}</forMany.CardRows>
        ) : (
          <ul className={cardGrid}>
            {shown.slice(0, isMany ? FIRST_OF_MANY : MOST_AT_ONCE).map((connection) => (
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

/** Loaded for those who have that many. Not by lazy(): React holds back for a third of a second what follows a fallback. */
const useForMany = (isMany: boolean) =>
  useQuery({ queryKey: ['CardRows'], queryFn: () => import('./CardRows'), enabled: isMany, staleTime: Infinity, throwOnError: true }).data
