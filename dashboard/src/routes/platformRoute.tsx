import { createRoute } from '@tanstack/react-router'
import { PlatformPage } from '@/features/platforms/PlatformPage'
import { rootRoute } from './rootRoute'

export const platformRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/platforms/$id',
  component: Platform,
})

function Platform() {
  const { id } = platformRoute.useParams()
  return <PlatformPage key={id} id={id} />
}
