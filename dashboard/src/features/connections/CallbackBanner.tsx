import { useQuery } from '@tanstack/react-query'
import { Banner } from '@/components/Banner'
import { platformsQuery } from '@/features/platforms/platformQueries'
import { explainCallback } from './callbackReasons'
import type { CallbackSearch } from '@/features/connect/callbackSearch'
import { connectionsQuery } from './connectionQueries'

interface Props {
  search: CallbackSearch
  onDismiss: () => void
}

/** How a sign-in at a platform ended. The address may be crafted, so it is believed only where the hub's own lists agree. */
export function CallbackBanner({ search, onDismiss }: Props) {
  if (search.status === undefined) return null
  return <div className="mb-6">{search.status === 'success' ? <Success search={search} onDismiss={onDismiss} /> : <Failure search={search} onDismiss={onDismiss} />}</div>
}

function Success({ search, onDismiss }: Props) {
  const { data: connections } = useQuery(connectionsQuery())
  if (!connections) return null
  const connection = connections.find(({ id, platform }) => id === search.connection && platform === search.platform)
  if (!connection)
    return (
      <Banner tone="accent" live="status" title="The connection finished" onDismiss={onDismiss}>
        The list of connections shows what the hub has now.
      </Banner>
    )
  return (
    <Banner tone="good" live="status" title={`Connected ${connection.platform_name}`} onDismiss={onDismiss}>
      {connection.account.name} is ready for your agents, and the hub keeps the token alive.
    </Banner>
  )
}

function Failure({ search, onDismiss }: Props) {
  const { data: platforms } = useQuery(platformsQuery())
  const platform = platforms?.find(({ id }) => id === search.platform)
  return (
    <Banner tone="bad" live="alert" title={platform ? `${platform.name} was not connected` : 'The account was not connected'} onDismiss={onDismiss}>
      {explainCallback(search.reason)}
    </Banner>
  )
}
