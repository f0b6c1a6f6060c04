const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The two largest units: "1 m 12 s", "2 h", "3 d 4 h". */
export function formatDuration(ms: number) {
  const whole = Math.max(0, Math.floor(ms / SECOND)) * SECOND
  if (whole >= DAY) return pair(whole, DAY, 'd', HOUR, 'h')
  if (whole >= HOUR) return pair(whole, HOUR, 'h', MINUTE, 'm')
  if (whole >= MINUTE) return pair(whole, MINUTE, 'm', SECOND, 's')
  return `${whole / SECOND} s`
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string) {
  const rest = Math.floor((ms % large) / small)
  return `${Math.floor(ms / large)} ${largeName}` + (rest > 0 ? ` ${rest} ${smallName}` : '')
}

export function formatTimeLeft(end: string, now: number) {
  const left = Date.parse(end) - now
  return left > 0 ? `${formatDuration(left)} left` : 'ended'
}

/** "12 s ago", "in 3 m"; one unit is enough here. */
export function formatRelative(at: string, now: number) {
  const difference = Date.parse(at) - now
  const distance = Math.abs(difference)
  if (distance < 5 * SECOND) return 'just now'
  const [unit, name] = distance >= DAY ? [DAY, 'd'] : distance >= HOUR ? [HOUR, 'h'] : distance >= MINUTE ? [MINUTE, 'm'] : [SECOND, 's']
  const text = `${Math.floor(distance / unit)} ${name}`
  return difference > 0 ? `in ${text}` : `${text} ago`
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

export const formatAbsolute = (at: string) => absolute.format(new Date(at))

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A moment as one says it on its day, "14:05", and with the day on any other. */
export const formatMoment = (ms: number, now = Date.now()) => (new Date(ms).toDateString() === new Date(now).toDateString() ? clock : dayAndClock).format(ms)

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export const formatDay = (at: string) => day.format(new Date(at))

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
