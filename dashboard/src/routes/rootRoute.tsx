import { createRootRoute } from '@tanstack/react-router'
import { callbackSearch } from '@/features/connections/callbackSearch'
import { SessionGate } from '@/features/session/SessionGate'
import { NotFoundPage } from './NotFoundPage'
import { Shell } from './Shell'

export const rootRoute = createRootRoute({
  validateSearch: callbackSearch,
  component: () => <SessionGate>{(session) => <Shell session={session} />}</SessionGate>,
  notFoundComponent: NotFoundPage,
})
