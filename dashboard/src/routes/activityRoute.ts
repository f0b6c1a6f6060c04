import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { auditSearch } from '@/features/audit/auditFilter'
import { rootRoute } from './rootRoute'

export const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./ActivityView'), 'ActivityView'),
})
