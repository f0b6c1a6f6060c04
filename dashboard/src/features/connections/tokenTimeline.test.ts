import { expect, it } from 'vitest'
import { aConnection, aHistory } from '@/test/fixtures'
import { circumstances } from './historyWords'
import { timelineText, tokenTimeline } from './tokenTimeline'

const start = Date.parse('2026-01-01T00:00:00Z')
const MINUTE = 60_000
const at = (minutes: number) => new Date(start + minutes * MINUTE).toISOString()

/** The newest first, as the hub tells it. */
const history = [
  aHistory({ at: at(120), kind: 'refreshed', why: 'read', life_left: -600, generation: 3 }),
  aHistory({ at: at(110), kind: 'refresh_failed', why: 'due', life_left: 0 }),
  aHistory({ at: at(50), kind: 'refreshed', why: 'rejected', life_left: 600, generation: 2 }),
  aHistory({ at: at(50), kind: 'token_rejected', life_left: 600 }),
  aHistory({ at: at(0), kind: 'connected', generation: 1 }),
]
const minutesOf = (time: number | null) => (time === null ? null : (time - start) / MINUTE)

it('a token is in use until the next one comes or it ends, and what it had left is known', () => {
  const timeline = tokenTimeline(aConnection({ history, expires_at: at(180) }), start + 130 * MINUTE)
  expect(timeline?.spans.map(({ from, until, end }) => [from, until, end].map(minutesOf))).toEqual([[0, 50, 60], [50, 110, 110], [120, 130, 180]])
  expect(timeline?.marks.map((mark) => [mark.kind, minutesOf(mark.at)])).toEqual([['token_rejected', 50], ['refresh_failed', 110]])
  expect([timeline?.from, timeline?.to].map((time) => minutesOf(time ?? null))).toEqual([0, 180])
})

it('a long life to come takes half of the picture at most, and one that is over takes none', () => {
  const reach = (state: 'active' | 'needs_reconnect', expires: string | null) => tokenTimeline(aConnection({ state, history, expires_at: expires }), start + 130 * MINUTE)
  expect(minutesOf(reach('active', at(90_000))?.to ?? null)).toBe(260)
  expect(minutesOf(reach('active', null)?.to ?? null)).toBe(130)
  const dead = reach('needs_reconnect', at(180))
  expect([dead?.to, dead?.spans.at(-1)?.until].map((time) => minutesOf(time ?? null))).toEqual([130, 120])
})

it('what an earlier hub did not write down is not known, and without a token there is no picture', () => {
  const old = [aHistory({ at: at(50), kind: 'refreshed' }), aHistory({ at: at(0), kind: 'connected' })]
  const timeline = tokenTimeline(aConnection({ history: old, expires_at: null }), start + 60 * MINUTE)
  expect(timeline?.spans.map(({ from, until, end }) => [from, until, end].map(minutesOf))).toEqual([[0, 50, null], [50, 60, null]])
  expect(timeline && timelineText(timeline)).toBe('2 tokens in this time.')
  expect(tokenTimeline(aConnection({ history: [] }), start)).toBeNull()
  expect(tokenTimeline(aConnection({ history: [aHistory({ kind: 'state' })] }), start)).toBeNull()
})

it('a sentence says what the picture shows', () => {
  const timeline = tokenTimeline(aConnection({ history, expires_at: at(180) }), start + 130 * MINUTE)
  expect(timeline && timelineText(timeline)).toBe('3 tokens in this time, refreshed with 10 m of life left, 1 only after the old one had ended, 1 refresh failed, 1 report of a 401.')
})

it.each([
  [{ why: 'due', life_left: 720 }, 'Because it was due, with 12 m of the token’s life left.'],
  [{ why: 'read', life_left: -60 }, 'Because a read found it due, 1 m after the token had ended.'],
  [{ why: 'of_a_newer_hub' }, 'Because of_a_newer_hub.'],
  [{ life_left: 3600 }, 'With 1 h of the token’s life left.'],
  [{}, null],
])('%j is told as "%s"', (changes, text) => expect(circumstances(aHistory(changes))).toBe(text))
