import type { Connection } from '@/api/types'
import { Fact } from '@/components/Fact'
import { RelativeTime } from '@/components/RelativeTime'
import { formatAbsolute } from '@/time/formatTime'
import { MissingScopes } from './MissingScopes'
import { ScopeList } from './ScopeList'

export function ConnectionFacts({ connection }: { connection: Connection }) {
  return (
    <aside aria-label="About this connection" className="panel p-5 text-sm">
      <dl className="space-y-3.5">
        <Fact name="Account id">
          <code className="font-mono text-[0.8125rem] break-all">{connection.account.id}</code>
        </Fact>
        <Fact name="Scopes">
          <ScopeList granted={connection.scopes} missing={connection.missing_scopes} />
          <MissingScopes connection={connection} />
        </Fact>
        <Fact name="Token generation">{connection.token_generation}</Fact>
        <Moment name="Connected" at={connection.connected_at} />
        <Moment name="Last refreshed" at={connection.last_refreshed_at} otherwise="Not yet" />
        <Moment name="Token issued" at={connection.issued_at} />
        <Moment name="Token ends" at={connection.expires_at} otherwise="No known end" />
        <Moment name="Next refresh" at={connection.next_refresh_at} otherwise={connection.can_refresh ? 'Not planned' : 'This platform’s tokens cannot be refreshed'} />
        <Moment name="Sign-in ends" at={connection.grant_ends_at ?? connection.refresh_expires_at} otherwise="No known end" />
      </dl>
    </aside>
  )
}

function Moment({ name, at, otherwise = 'Not known' }: { name: string; at: string | null; otherwise?: string }) {
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
