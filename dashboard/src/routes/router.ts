import type { QueryClient } from '@tanstack/react-query'
import { createRouter, type RouterHistory } from '@tanstack/react-router'
import { activityRoute } from './activityRoute'
import { agentsRoute, keyRoute, newKeyRoute } from './agentsRoutes'
import { connectionRoute } from './connectionRoute'
import { connectionsRoute } from './connectionsRoute'
import { healthRoute } from './healthRoute'
import { platformRoute } from './platformRoute'
import { platformsRoute } from './platformsRoute'
import { rootRoute } from './rootRoute'
import { sessionsRoute } from './sessionsRoute'

const routeTree = rootRoute.addChildren([connectionsRoute, connectionRoute, platformsRoute, platformRoute, agentsRoute, newKeyRoute, keyRoute, activityRoute, healthRoute, sessionsRoute])

export function createAppRouter(queries: QueryClient, history?: RouterHistory) {
  const router = createRouter({
    routeTree,
    context: { queries },
    basepath: '/dashboard',
    scrollRestoration: true,
    // Plain text in the address, as the hub writes it; the default would read numbers and JSON out of it.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
    ...(history && { history }),
  })
  // After a change of page the keyboard and the screen reader go on in the new content.
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) document.getElementById('main')?.focus({ preventScroll: true })
  })
  return router
}

function stringifySearch(search: Record<string, unknown>) {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
