import { createRoute } from '@tanstack/react-router'
import { connectionSearch } from '@/features/connections/connectionFilter'
import { connectionsQuery } from '@/features/connections/connectionQueries'
import { ConnectionsPage } from '@/features/connections/ConnectionsPage'
import { rootRoute } from './rootRoute'

export const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: connectionSearch,
  // Asked beside who the person is, not after it. Nobody waits for it here: the page shows that it is coming, or why not.
  loader: ({ context }) => void context.queries.query(connectionsQuery()).catch(() => undefined),
  component: Connections,
})

function Connections() {
  const { q, state } = connectionsRoute.useSearch()
  const navigate = connectionsRoute.useNavigate()
  return <ConnectionsPage filter={{ q, state }} onFilter={({ q, state }) => void navigate({ search: (previous) => ({ ...previous, q, state }), replace: true })} />
}
