import { expect, it } from 'vitest'
import { dayOf, formatDuration, formatMoment, formatRelative, formatTimeLeft, lifeLeft, startOfDay } from './formatTime'

const now = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString()

it.each([
  [-5, '0 s'],
  [0, '0 s'],
  [59, '59 s'],
  [59.999, '59 s'],
  [60, '1 m'],
  [72, '1 m 12 s'],
  [3599, '59 m 59 s'],
  [3600, '1 h'],
  [3661, '1 h 1 m'],
  [86_399, '23 h 59 m'],
  [86_400, '1 d'],
  [273_600, '3 d 4 h'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(formatDuration(seconds * 1000)).toBe(text)
})

it('says how much is left, and that nothing is', () => {
  expect(formatTimeLeft(at(72), now)).toBe('1 m 12 s left')
  expect(formatTimeLeft(at(0), now)).toBe('ended')
  expect(formatTimeLeft(at(-600), now)).toBe('ended')
})

it.each([
  [-3, 'just now'],
  [-12, '12 s ago'],
  [-120, '2 m ago'],
  [-7200, '2 h ago'],
  [-200_000, '2 d ago'],
  [180, 'in 3 m'],
])('a moment %d seconds away is told as "%s"', (seconds, text) => {
  expect(formatRelative(at(seconds), now)).toBe(text)
})

it('measures a life from 1 to 0 and never beyond', () => {
  expect(lifeLeft(at(-30), at(90), now)).toBe(0.75)
  expect(lifeLeft(at(10), at(90), now)).toBe(1)
  expect(lifeLeft(at(-90), at(-30), now)).toBe(0)
  expect(lifeLeft(null, at(60), now)).toBe(1)
  expect(lifeLeft(at(5), at(5), now)).toBe(0)
})

it('a day begins where the reader is, also the one after it', () => {
  expect(startOfDay('2028-02-29')).toBe(new Date(2028, 1, 29).toISOString())
  expect(startOfDay('2028-12-31', 1)).toBe(new Date(2029, 0, 1).toISOString())
  expect(dayOf(new Date(2028, 1, 3, 23, 59, 59))).toBe('2028-02-03')
})

it.each(['2029-02-29', '2029-13-01', '2029-1-1', 'soon', ''])('"%s" is no day', (text) => {
  expect(startOfDay(text)).toBeNull()
})

it('a moment of today is told by the clock, any other with its day', () => {
  const noon = new Date(2028, 1, 29, 12, 5).getTime()
  expect(formatMoment(noon, noon + 60_000)).toMatch(/^12:05/)
  expect(formatMoment(noon, noon + 86_400_000)).toMatch(/29.*2028.*12:05|2028.*29.*12:05/)
})
