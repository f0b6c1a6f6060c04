import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/Button'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { sessionsWords } from '@/language/en/sessions'
import { SessionCard } from './SessionCard'
import { sessionsQuery } from './sessionQueries'
import { useEndSessions } from './useSessions'
import { useIsOperator } from './useIsOperator'

/** Where somebody is signed in, and how to end that from here. */
export function SessionsPage() {
  const t = sessionsWords()
  const isOperator = useIsOperator()
  const [all, setAll] = useState(false)
  const { data: sessions, error, refetch } = useQuery(sessionsQuery(isOperator && all))
  const end = useEndSessions()
  const hasOthers = sessions?.some((session) => !session.current) ?? false
  return (
    <>
      <PageHeader title={t.title} text={t.text}>
        {!all && (
          <Button className="max-sm:w-full" disabled={!hasOthers} busy={end.isPending && end.variables === 'others'} onClick={() => end.mutate('others')}>
            {t.signOutOthers}
          </Button>
        )}
      </PageHeader>
      {isOperator && (
        <label className="mb-4 flex w-fit cursor-pointer items-center gap-2 text-sm">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} className="size-4 accent-accent" />
          {t.showEverybody}
        </label>
      )}
      {sessions ? (
        sessions.length === 0 ? (
          <p className="text-muted">{t.none}</p>
        ) : (
          <ul className="space-y-3">
            {sessions.map((session) => (
              <li key={session.id}>
                <SessionCard session={session} user={all ? session.user : null} busy={end.isPending && end.variables !== 'others' && end.variables.id === session.id} onEnd={() => end.mutate(session)} />
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={t.loading} count={2} className="space-y-3" />
      )}
    </>
  )
}
