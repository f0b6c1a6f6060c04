import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import * as z from 'zod/mini'
import { connectSearch } from '@/features/connect/connectSearch'
import { callbackSearch } from '@/features/connect/callbackSearch'
import { SessionGate } from '@/features/session/SessionGate'
import { NotFoundPage } from './NotFoundPage'
import { Shell } from './Shell'

function Root() {
  const { signin } = rootRoute.useSearch()
  return <SessionGate reason={signin}>{(session) => <Shell session={session} />}</SessionGate>
}

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({
  validateSearch: z.object({ ...callbackSearch.shape, ...connectSearch.shape }),
  component: Root,
  notFoundComponent: NotFoundPage,
})
