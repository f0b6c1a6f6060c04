import { RefreshCw, Unplug } from 'lucide-react'
import type { Connection } from '@/api/types'
import { Button } from '@/components/Button'
import { connectionsWords } from '@/language/en/connections'
import { useConnectionActions } from './useConnectionActions'

interface Props {
  connection: Connection
  onDisconnect: (connection: Connection) => void
}

/** What can be done with a connection, on its card and on its page. */
export function ConnectionButtons({ connection, onDisconnect }: Props) {
  const t = connectionsWords()
  const { refresh } = useConnectionActions(connection)
  const { state, can_refresh: canRefresh, platform_name: platform } = connection
  return (
    <>
      {canRefresh && (state === 'active' || state === 'degraded') && (
        <Button size="small" busy={refresh.isPending} onClick={() => refresh.mutate()}>
          {!refresh.isPending && <RefreshCw aria-hidden className="max-sm:hidden" />}
          {t.refreshNow}<span className="sr-only"> {platform}</span>
        </Button>
      )}
      {state !== 'revoking' && (
        <Button look="quietDanger" size="small" className="first:-ml-2.5" onClick={() => onDisconnect(connection)}>
          <Unplug aria-hidden className="max-sm:hidden" />
          {t.disconnect}<span className="sr-only"> {platform}</span>
        </Button>
      )}
    </>
  )
}
