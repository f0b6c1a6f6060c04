import { createRoute } from '@tanstack/react-router'
import { platformSearch } from '@/features/platforms/platformFilter'
import { PlatformsPage } from '@/features/platforms/PlatformsPage'
import { rootRoute } from './rootRoute'

export const platformsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/platforms',
  validateSearch: platformSearch,
  component: Platforms,
})

function Platforms() {
  const { q, category } = platformsRoute.useSearch()
  const navigate = platformsRoute.useNavigate()
  return <PlatformsPage filter={{ q, category }} onFilter={({ q, category }) => void navigate({ search: (previous) => ({ ...previous, q, category }), replace: true })} />
}
