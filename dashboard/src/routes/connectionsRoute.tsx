import { createRoute } from '@tanstack/react-router'
import { connectionSearch } from '@/features/connections/connectionFilter'
import { ConnectionsPage } from '@/features/connections/ConnectionsPage'
import { rootRoute } from './rootRoute'

export const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: connectionSearch,
  component: Connections,
})

function Connections() {
  const { q, state } = connectionsRoute.useSearch()
  const navigate = connectionsRoute.useNavigate()
  return <ConnectionsPage filter={{ q, state }} onFilter={({ q, state }) => void navigate({ search: (previous) => ({ ...previous, q, state }), replace: true })} />
}
