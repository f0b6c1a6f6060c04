import { createRoute } from '@tanstack/react-router'
import { ConnectionPage } from '@/features/connections/ConnectionPage'
import { rootRoute } from './rootRoute'

export const connectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections/$id',
  component: Connection,
})

function Connection() {
  const { id } = connectionRoute.useParams()
  const navigate = connectionRoute.useNavigate()
  return <ConnectionPage key={id} id={id} onGone={() => void navigate({ to: '/' })} />
}
