import { commonWords } from '@/language/en/common'
import { perLanguage } from '@/language/language'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The two largest units: "1 m 12 s", "2 h", "3 d 4 h". */
export function formatDuration(ms: number) {
  const { days, hours, minutes, seconds } = commonWords().units
  const whole = Math.max(0, Math.floor(ms / SECOND)) * SECOND
  if (whole >= DAY) return pair(whole, DAY, days, HOUR, hours)
  if (whole >= HOUR) return pair(whole, HOUR, hours, MINUTE, minutes)
  if (whole >= MINUTE) return pair(whole, MINUTE, minutes, SECOND, seconds)
  return `${whole / SECOND} ${seconds}`
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string) {
  const rest = Math.floor((ms % large) / small)
  return `${Math.floor(ms / large)} ${largeName}` + (rest > 0 ? ` ${rest} ${smallName}` : '')
}

export function formatTimeLeft(end: string, now: number) {
  const left = Date.parse(end) - now
  return left > 0 ? commonWords().left(formatDuration(left)) : commonWords().ended
}

/** "12 s ago", "in 3 m"; one unit is enough here. */
export function formatRelative(at: string, now: number) {
  const { justNow, ago, ahead } = commonWords()
  const difference = Date.parse(at) - now
  const distance = Math.abs(difference)
  if (distance < 5 * SECOND) return justNow
  const unit = [DAY, HOUR, MINUTE].find((one) => distance >= one) ?? SECOND
  const text = formatDuration(distance - (distance % unit))
  return difference > 0 ? ahead(text) : ago(text)
}

const absolute = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }))

export const formatAbsolute = (at: string) => absolute().format(new Date(at))

const clock = perLanguage((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }))

/** "14:05", or "2:05 PM". */
export const formatClock = (at: string) => clock().format(new Date(at))

const dayAndClock = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }))

/** A moment as one says it on its day, "14:05", and with the day on any other. */
export const formatMoment = (ms: number, now = Date.now()) => (new Date(ms).toDateString() === new Date(now).toDateString() ? clock() : dayAndClock()).format(ms)

const day = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }))

export const formatDay = (at: string) => day().format(new Date(at))

/** The day of a moment as date fields write it, where the reader is: "2026-11-29". */
export function dayOf(at: string | Date) {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The first moment of a day where the reader is; with 1 the first of the next day. Null: it is no day. */
export function startOfDay(text: string, daysLater = 0) {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || date === undefined) return null
  const start = new Date(year, month - 1, date)
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return null
  start.setDate(date + daysLater)
  return start.toISOString()
}

/** How much of a life is left, from 1 (just begun) to 0 (over). */
export function lifeLeft(start: string | null, end: string, now: number) {
  const left = Date.parse(end) - now
  const whole = start === null ? left : Date.parse(end) - Date.parse(start)
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, left / whole))
}
