import { SearchX } from 'lucide-react'
import type { Connection } from '@/api/types'
import { Button } from '@/components/Button'
import { Choices } from '@/components/Choices'
import { EmptyState } from '@/components/EmptyState'
import { SearchField } from '@/components/SearchField'
import { cardGrid } from './cardGrid'
import { ConnectionCard } from './ConnectionCard'
import { ALL, type ConnectionFilter, filterConnections, stateChoices } from './connectionFilter'

interface Props {
  connections: Connection[]
  filter: ConnectionFilter
  onFilter: (filter: ConnectionFilter) => void
  onDisconnect: (connection: Connection) => void
}

export function ConnectionList({ connections, filter, onFilter, onDisconnect }: Props) {
  const shown = filterConnections(connections, filter)
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Search connections" value={filter.q ?? ''} onChange={(q) => onFilter({ ...filter, q: q || undefined })} />
        <Choices
          label="State"
          value={filter.state ?? ALL}
          choices={stateChoices(connections, filter.state)}
          onChange={(state) => onFilter({ ...filter, state: state === ALL ? undefined : state })}
        />
      </div>
      {shown.length > 0 ? (
        <ul className={cardGrid}>
          {shown.map((connection) => (
            <li key={connection.id} className="grid grid-cols-1">
              <ConnectionCard connection={connection} onDisconnect={onDisconnect} />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState icon={SearchX} title="No connection matches" text="None of your connections has these words and this state.">
          <Button onClick={() => onFilter({})}>Clear the filters</Button>
        </EmptyState>
      )}
    </>
  )
}
