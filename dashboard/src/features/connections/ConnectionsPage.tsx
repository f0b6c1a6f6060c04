import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { openConnect } from '@/features/connect/connectSearch'
import { connectionsWords } from '@/language/en/connections'
import { cardGrid } from './cardGrid'
import type { ConnectionFilter } from './connectionFilter'
import { ConnectionList } from './ConnectionList'
import { connectionsQuery } from './connectionQueries'
import { DisconnectDialog } from './DisconnectDialog'
import { NoConnections } from './NoConnections'

interface Props {
  filter: ConnectionFilter
  onFilter: (filter: ConnectionFilter) => void
}

export function ConnectionsPage({ filter, onFilter }: Props) {
  const t = connectionsWords()
  const { data: connections, error, refetch } = useQuery(connectionsQuery())
  const [disconnecting, setDisconnecting] = useState<Connection | null>(null)
  return (
    <>
      <PageHeader title={t.title} text={t.text}>
        <Link to="." search={openConnect} className={buttonStyle({ look: 'primary' }, 'max-sm:w-full')}>
          <Plus aria-hidden />
          {t.connectAccount}
        </Link>
      </PageHeader>
      {connections ? (
        connections.length > 0 ? (
          <ConnectionList connections={connections} filter={filter} onFilter={onFilter} onDisconnect={setDisconnecting} />
        ) : (
          <NoConnections />
        )
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={t.loading} count={3} className={cardGrid} />
      )}
      {disconnecting && <DisconnectDialog connection={disconnecting} onClose={() => setDisconnecting(null)} />}
    </>
  )
}
