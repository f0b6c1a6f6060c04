import { useQuery } from '@tanstack/react-query'
import { Banner } from '@/components/Banner'
import { platformsQuery } from '@/features/platforms/platformQueries'
import { explainCallback } from './callbackReasons'
import type { CallbackSearch } from '@/features/connect/callbackSearch'
import { callbackWords } from '@/language/en/callback'
import { connectionsQuery } from './connectionQueries'

interface Props {
  search: CallbackSearch
  onDismiss: () => void
}

/** How a sign-in at a platform ended. The address may be crafted, so it is believed only where the hub's own lists agree. */
export function CallbackBanner({ search, onDismiss }: Props) {
  return <div className="mb-6">{search.status === 'success' ? <Success search={search} onDismiss={onDismiss} /> : <Failure search={search} onDismiss={onDismiss} />}</div>
}

function Success({ search, onDismiss }: Props) {
  const t = callbackWords()
  const { data: connections } = useQuery(connectionsQuery())
  if (!connections) return null
  const connection = connections.find(({ id, platform }) => id === search.connection && platform === search.platform)
  if (!connection)
    return (
      <Banner tone="accent" live="status" title={t.finished} onDismiss={onDismiss}>
        {t.finishedText}
      </Banner>
    )
  return (
    <Banner tone="good" live="status" title={t.connected(connection.platform_name)} onDismiss={onDismiss}>
      {t.connectedText(connection.account.name)}
    </Banner>
  )
}

function Failure({ search, onDismiss }: Props) {
  const t = callbackWords()
  const { data: platforms } = useQuery(platformsQuery())
  const platform = platforms?.find(({ id }) => id === search.platform)
  return (
    <Banner tone="bad" live="alert" title={platform ? t.failed(platform.name) : t.failedSomewhere} onDismiss={onDismiss}>
      {explainCallback(search.reason)}
    </Banner>
  )
}
