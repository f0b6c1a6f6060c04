import { CircleAlert, CircleDot, KeyRound, Link2, type LucideIcon, RefreshCw, ShieldCheck, Unplug } from 'lucide-react'
import type { HistoryEntry } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'
import { type Tone, toneStyle } from '@/components/tones'
import { connectionWords } from '@/language/en/connection'
import { hubSays } from '@/language/en/hub'
import { formatAbsolute } from '@/time/formatTime'
import { circumstances } from './historyWords'

const kinds: Record<string, { icon: LucideIcon; tone: Tone }> = {
  connected: { icon: Link2, tone: 'accent' },
  reconnected: { icon: Link2, tone: 'accent' },
  refreshed: { icon: RefreshCw, tone: 'good' },
  refresh_failed: { icon: CircleAlert, tone: 'warn' },
  token_rejected: { icon: KeyRound, tone: 'warn' },
  live_grants: { icon: CircleAlert, tone: 'warn' },
  disconnected: { icon: Unplug, tone: 'bad' },
  released: { icon: ShieldCheck, tone: 'accent' },
}
/** A change of state, and whatever a newer hub may add. */
const other = { icon: CircleDot, tone: 'neutral' } as const

export function History({ entries }: { entries: HistoryEntry[] }) {
  if (entries.length === 0) return <p className="text-muted">{connectionWords().nothingYet}</p>
  return (
    <ol className="relative space-y-4 before:absolute before:top-2 before:bottom-6 before:left-[0.9rem] before:w-px before:bg-line">
      {entries.map((entry) => (
        <Entry key={`${entry.at} ${entry.kind} ${entry.text}`} entry={entry} />
      ))}
    </ol>
  )
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const { at, kind, text } = entry
  const said = hubSays('history', kind)
  const more = circumstances(entry)
  const { icon: Icon, tone } = kinds[kind] ?? other
  return (
    <li className="relative flex gap-3">
      <span className={`grid size-7 shrink-0 place-items-center rounded-full ring-4 ring-surface ${toneStyle[tone]}`}>
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="min-w-0 pt-0.5">
        {said === null ? <p lang="en">{text}</p> : <p>{said}</p>}
        {more !== null && <p className="text-[0.8125rem]">{more}</p>}
        <p className="text-[0.8125rem] text-muted">
          <RelativeTime at={at} /> · {formatAbsolute(at)}
        </p>
      </div>
    </li>
  )
}
