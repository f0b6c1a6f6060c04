import { createRootRoute } from '@tanstack/react-router'
import * as z from 'zod/mini'
import { connectSearch } from '@/features/connect/connectSearch'
import { callbackSearch } from '@/features/connect/callbackSearch'
import { SessionGate } from '@/features/session/SessionGate'
import { NotFoundPage } from './NotFoundPage'
import { Shell } from './Shell'

export const rootRoute = createRootRoute({
  validateSearch: z.object({ ...callbackSearch.shape, ...connectSearch.shape }),
  component: () => <SessionGate>{(session) => <Shell session={session} />}</SessionGate>,
  notFoundComponent: NotFoundPage,
})
