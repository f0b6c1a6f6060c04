import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { connectionWords } from '@/language/en/connection'
import { connectionsWords } from '@/language/en/connections'
import { ConnectionDetails } from './ConnectionDetails'
import { connectionQuery } from './connectionQueries'
import { DisconnectDialog } from './DisconnectDialog'

export function ConnectionPage({ id, onGone }: { id: string; onGone: () => void }) {
  const { data: connection, error, refetch } = useQuery(connectionQuery(id))
  const [disconnecting, setDisconnecting] = useState<Connection | null>(null)
  const close = (isGone: boolean) => {
    setDisconnecting(null)
    if (isGone) onGone()
  }
  return (
    <>
      <Link to="/" className={buttonStyle({ look: 'quiet', size: 'small' }, '-ml-2.5 mb-3')}>
        <ArrowLeft aria-hidden />
        {connectionsWords().title}
      </Link>
      {connection ? (
        <ConnectionDetails connection={connection} onDisconnect={setDisconnecting} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={connectionWords().loading} count={2} className="grid gap-4" />
      )}
      {disconnecting && <DisconnectDialog connection={disconnecting} onClose={close} />}
    </>
  )
}
