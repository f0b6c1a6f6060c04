import type { Connection, HistoryEntry } from '@/api/types'
import { connectionWords } from '@/language/en/connection'
import { formatDuration } from '@/time/formatTime'

/** A token from when it came; all times in milliseconds. */
export interface TokenSpan {
  birth: HistoryEntry
  from: number
  /** Until then it was, or is, what agents get. */
  until: number
  /** Until then it would have lived, or will. Null: not known. */
  end: number | null
}

export interface TimelineMark {
  kind: 'refresh_failed' | 'token_rejected' | 'state'
  at: number
}

export interface TokenTimeline {
  from: number
  to: number
  spans: TokenSpan[]
  marks: TimelineMark[]
}

const births = new Set(['connected', 'reconnected', 'refreshed'])
const isMark = (kind: string): kind is TimelineMark['kind'] => kind === 'refresh_failed' || kind === 'token_rejected' || kind === 'state'
const momentOf = ({ at }: HistoryEntry) => Date.parse(at)

/** The history as what can be drawn: each token with its life, and what went wrong. Null: it holds nothing of the kind. */
export function tokenTimeline({ history, state, expires_at: expires }: Connection, now: number): TokenTimeline | null {
  const entries = [...(history ?? [])].reverse()
  const born = entries.filter(({ kind }) => births.has(kind))
  const [first, last] = [entries[0], entries.at(-1)]
  if (first === undefined || last === undefined || born.length === 0) return null

  const from = momentOf(first)
  const isUsable = state === 'active' || state === 'degraded'
  // What is to come gets half of the picture at most: a life of months would leave no room for what has been.
  const today = Math.max(now, momentOf(last), from + 1)
  const future = expires === null || !isUsable ? today : Math.min(Date.parse(expires), today + (today - from))
  const spans = born.map((birth, index) => {
    const next = born[index + 1]
    const given = next === undefined ? (isUsable ? today : momentOf(last)) : momentOf(next)
    const end = next === undefined ? (expires === null ? null : Date.parse(expires)) : next.life_left === null ? null : momentOf(next) + next.life_left * 1000
    return { birth, from: momentOf(birth), until: end === null ? given : Math.min(given, end), end }
  })
  const marks = entries.flatMap((entry) => (isMark(entry.kind) ? [{ kind: entry.kind, at: momentOf(entry) }] : []))
  return { from, to: Math.max(today, future), spans, marks }
}

/** What the picture shows, for whoever does not see it. */
export function timelineText({ spans, marks }: TokenTimeline) {
  const t = connectionWords().picture
  const lefts = spans.flatMap(({ birth: { kind, life_left: left } }) => (kind === 'refreshed' && left !== null ? [left] : []))
  const early = lefts.filter((left) => left >= 0)
  const inWords = (seconds: number) => formatDuration(seconds * 1000)
  const number = (kind: TimelineMark['kind']) => marks.filter((mark) => mark.kind === kind).length
  const [failed, rejected, late] = [number('refresh_failed'), number('token_rejected'), lefts.length - early.length]
  return [
    t.tokens(spans.length),
    early.length > 0 && t.early(inWords(Math.min(...early)), inWords(Math.max(...early))),
    late > 0 && t.late(late),
    failed > 0 && t.failed(failed),
    rejected > 0 && t.rejected(rejected),
  ].filter((part) => part !== false).join(', ') + '.'
}
