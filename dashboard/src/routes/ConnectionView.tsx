import { getRouteApi } from '@tanstack/react-router'
import { ConnectionPage } from '@/features/connections/ConnectionPage'

const route = getRouteApi('/connections/$id')

export function ConnectionView() {
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  return <ConnectionPage key={id} id={id} onGone={() => void navigate({ to: '/' })} />
}
