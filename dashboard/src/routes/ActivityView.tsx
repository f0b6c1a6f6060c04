import { getRouteApi } from '@tanstack/react-router'
import { ActivityPage } from '@/features/audit/ActivityPage'

const route = getRouteApi('/activity')

export function ActivityView() {
  const { who, what, platform, connection, outcome, from, to } = route.useSearch()
  const navigate = route.useNavigate()
  return <ActivityPage filter={{ who, what, platform, connection, outcome, from, to }} onFilter={(filter) => void navigate({ search: filter, replace: true })} />
}
