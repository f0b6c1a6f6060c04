import { createRootRoute } from '@tanstack/react-router'
import { callbackSearch } from '@/features/connections/callbackSearch'
import { SessionGate } from '@/features/session/SessionGate'
import { NotFoundPage } from './NotFoundPage'
import { Shell } from './Shell'

function Root() {
  const { signin } = rootRoute.useSearch()
  return <SessionGate reason={signin}>{(session) => <Shell session={session} />}</SessionGate>
}

export const rootRoute = createRootRoute({
  validateSearch: callbackSearch,
  component: Root,
  notFoundComponent: NotFoundPage,
})
