import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense } from 'react'
import { isSignedOut } from '@/api/problem'
import type { Session } from '@/api/types'
import { useContact } from '@/api/contact'
import { Mark } from '@/components/Mark'
import { NotReadYet } from '@/components/Offline'
import { ProblemNotice } from '@/components/ProblemNotice'
import { shellWords } from '@/language/en/shell'
import { sessionQuery } from './sessionQuery'

/** Loaded for those who are signed out. */
const SignedOutPage = lazy(async () => ({ default: (await import('./SignedOutPage')).SignedOutPage }))

interface Props {
  /** Why the last try to sign in failed, as the address says. */
  reason: string | undefined
  children: (session: Session) => ReactNode
}

/** Shows what needs a session only to those who have one. */
export function SessionGate({ reason, children }: Props) {
  const { data, error, refetch } = useQuery(sessionQuery())
  const isOffline = useContact() === 'offline'
  // An ended session first: what was known before must not stay on the screen.
  if (isSignedOut(error))
    return (
      <Suspense fallback={<Waiting />}>
        <SignedOutPage reason={reason} onRetry={() => void refetch()} />
      </Suspense>
    )
  if (data) return children(data)
  if (error)
    return (
      <main className="mx-auto max-w-2xl px-4 py-16">
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </main>
    )
  if (isOffline)
    return (
      <main className="mx-auto max-w-2xl px-4 py-16">
        <NotReadYet />
      </main>
    )
  return <Waiting />
}

const Waiting = () => (
  <div role="status" className="grid min-h-dvh place-items-center">
    <Mark className="size-9 animate-pulse" />
    <span className="sr-only">{shellWords().loadingHub}</span>
  </div>
)
