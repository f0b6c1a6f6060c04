import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './rootRoute'

export const platformRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/platforms/$id',
  component: lazyRouteComponent(() => import('./PlatformView'), 'PlatformView'),
})
