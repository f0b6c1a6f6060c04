import type { Connection } from '@/api/types'
import { Fact } from '@/components/Fact'
import { RelativeTime } from '@/components/RelativeTime'
import { connectionWords } from '@/language/en/connection'
import { formatAbsolute } from '@/time/formatTime'
import { MissingScopes } from './MissingScopes'
import { ScopeList } from './ScopeList'

export function ConnectionFacts({ connection }: { connection: Connection }) {
  const t = connectionWords()
  return (
    <aside aria-label={t.about} className="panel p-5 text-sm">
      <dl className="space-y-3.5">
        <Fact name={t.accountId}>
          <code className="font-mono text-[0.8125rem] break-all">{connection.account.id}</code>
        </Fact>
        <Fact name={t.scopes}>
          <ScopeList granted={connection.scopes} missing={connection.missing_scopes} />
          <MissingScopes connection={connection} />
        </Fact>
        <Fact name={t.generation}>{connection.token_generation}</Fact>
        <Moment name={t.connected} at={connection.connected_at} />
        <Moment name={t.lastRefreshed} at={connection.last_refreshed_at} otherwise={t.notYet} />
        <Moment name={t.issued} at={connection.issued_at} />
        <Moment name={t.ends} at={connection.expires_at} otherwise={t.noKnownEnd} />
        <Moment name={t.nextRefresh} at={connection.next_refresh_at} otherwise={connection.can_refresh ? t.notPlanned : t.cannotRefresh} />
        <Moment name={t.signInEnds} at={connection.grant_ends_at ?? connection.refresh_expires_at} otherwise={t.noKnownEnd} />
      </dl>
    </aside>
  )
}

function Moment({ name, at, otherwise = connectionWords().notKnown }: { name: string; at: string | null; otherwise?: string }) {
  return (
    <Fact name={name}>
      {at === null ? (
        otherwise
      ) : (
        <>
          <RelativeTime at={at} /> <span className="text-muted">· {formatAbsolute(at)}</span>
        </>
      )}
    </Fact>
  )
}
