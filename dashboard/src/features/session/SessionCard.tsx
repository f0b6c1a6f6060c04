import { CircleCheck, Monitor } from 'lucide-react'
import type { ListedSession } from '@/api/types'
import { Button } from '@/components/Button'
import { Pill } from '@/components/Pill'
import { RelativeTime } from '@/components/RelativeTime'
import { sessionsWords } from '@/language/en/sessions'
import { browserName } from './browserName'

interface Props {
  session: ListedSession
  /** Whose it is, where that is not plain. */
  user: string | null
  busy: boolean
  onEnd: () => void
}

export function SessionCard({ session, user, busy, onEnd }: Props) {
  const { address, user_agent: agent, created_at: created, last_seen_at: seen, ends_at: ends, signed_in_by: way, current } = session
  const t = sessionsWords()
  const ways: Record<string, string> = t.ways
  const name = browserName(agent)
  return (
    <article aria-label={user === null ? name : `${name}, ${user}`} className="panel flex flex-wrap items-center gap-x-4 gap-y-3 p-4 sm:p-5">
      <Monitor aria-hidden className="size-5 text-muted" />
      <div className="min-w-0 flex-1">
        <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 leading-tight font-semibold" title={agent ?? undefined}>
          {name}
          {user !== null && <span className="font-normal text-muted">{user}</span>}
          {current && (
            <Pill tone="good" icon={CircleCheck}>
              {t.thisOne}
            </Pill>
          )}
        </h2>
        <p className="mt-1 text-sm text-muted">
          {t.seen} <RelativeTime at={seen} />
          {address !== null && t.from(address)} · {t.signedIn} <RelativeTime at={created} /> {ways[way] ?? ''}
          {ends !== null && (
            <>
              {' '}
              · {t.ends} <RelativeTime at={ends} />
            </>
          )}
        </p>
      </div>
      <Button look="quietDanger" size="small" busy={busy} onClick={onEnd}>
        {t.signOut}<span className="sr-only"> {name}</span>
      </Button>
    </article>
  )
}
