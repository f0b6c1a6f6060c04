import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './rootRoute'

// The code of these pages is loaded when one is opened.
export const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  component: lazyRouteComponent(() => import('@/features/agents/AgentsPage'), 'AgentsPage'),
})

export const newKeyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/new',
  component: lazyRouteComponent(() => import('./KeyViews'), 'NewKeyView'),
})

export const keyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$id',
  component: lazyRouteComponent(() => import('./KeyViews'), 'KeyView'),
})
