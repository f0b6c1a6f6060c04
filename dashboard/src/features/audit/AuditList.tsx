import { CircleAlert, CircleCheck } from 'lucide-react'
import type { AuditEntry } from '@/api/types'
import { Pill } from '@/components/Pill'
import { RelativeTime } from '@/components/RelativeTime'
import { formatDuration } from '@/time/formatTime'
import { auditWords } from '@/language/en/audit'
import type { AuditNames } from './useAuditNames'
import { actorOf, deedOf, detailOf } from './auditWords'
import { identityOf } from './useAudit'

export function AuditList({ entries, names }: { entries: AuditEntry[]; names: AuditNames }) {
  return (
    <ol aria-label={auditWords().list} className="panel divide-y divide-line">
      {withKeys(entries).map(([key, entry]) => (
        <Entry key={key} entry={entry} names={names} />
      ))}
    </ol>
  )
}

/** Two entries of one moment may say the same. */
function withKeys(entries: AuditEntry[]) {
  const seen = new Map<string, number>()
  return entries.map((entry) => {
    const identity = identityOf(entry)
    const count = (seen.get(identity) ?? 0) + 1
    seen.set(identity, count)
    return [`${identity} ${count}`, entry] as const
  })
}

function Entry({ entry, names }: { entry: AuditEntry; names: AuditNames }) {
  const t = auditWords()
  const { what, outcome, platform, connection, user, address, remaining_seconds: left, at } = entry
  const { label, icon: Icon } = deedOf(what)
  const isOk = outcome === 'ok'
  const about = connection !== null ? names.connection(connection, platform) : platform !== null ? names.platform(platform) : null
  const facts = [
    actorOf(entry, names.me, names.key),
    user !== null && user !== names.me ? t.forUser(user) : null,
    detailOf(entry, names.key),
    left === null ? null : t.lifeLeft(formatDuration(left * 1000)),
    address === null ? null : t.fromAddress(address),
  ].filter((fact) => fact !== null)
  return (
    <li className="flex gap-3 px-4 py-3 sm:px-5">
      <span className={`mt-0.5 grid size-7 shrink-0 place-items-center rounded-full ${isOk ? 'bg-raised text-muted' : 'bg-bad-soft text-bad'}`}>
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <p className="min-w-0 flex-1 font-medium">
            {label}
            {about !== null && <span className="font-normal"> · {about}</span>}{' '}
            {isOk ? (
              <CircleCheck role="img" aria-label={t.done} className="mb-0.5 inline size-3.5 text-good" />
            ) : (
              <Pill tone="bad" icon={CircleAlert}>
                {outcome}
              </Pill>
            )}
          </p>
          <span className="shrink-0 text-[0.8125rem] text-muted">
            <RelativeTime at={at} />
          </span>
        </div>
        <p className="text-[0.8125rem] text-muted">{facts.join(' · ')}</p>
      </div>
    </li>
  )
}
