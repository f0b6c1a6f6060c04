import { commonWords } from '@/language/en/common'
import { formatShort } from '@/language/numbers'

/** The smallest round number that holds all values: 1, 2 or 5 times a power of ten. At least 1, so that an empty chart has a scale too. */
export function roundTop(values: (number | null)[], least = 1) {
  const most = Math.max(least, ...values.map((value) => value ?? 0))
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most) ?? most
}

/** The same for seconds, in units that people count in. */
export function roundSeconds(values: (number | null)[]) {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400]
  return steps.find((step) => step >= most) ?? Math.ceil(most / 86_400) * 86_400
}

/** Where a value stands, from the bottom (0) to the top (1). */
export const heightOf = (value: number, top: number) => Math.min(1, Math.max(0, value / top))

/** Runs of neighbours that have a value: between them nothing was measured, and no line leads across. */
export function runs(values: (number | null)[]) {
  const found: { index: number; value: number }[][] = []
  let last = -2
  values.forEach((value, index) => {
    if (value === null) return
    if (index === last + 1) found.at(-1)?.push({ index, value })
    else found.push([{ index, value }])
    last = index
  })
  return found
}

/** Seconds for people: "0.25 s", "12 s", "50 m", "1 h 30 m". */
export function inSeconds(seconds: number) {
  const { days, hours, minutes, seconds: second } = commonWords().units
  if (seconds < 10) return `${formatShort(seconds)} ${second}`
  const whole = Math.round(seconds)
  const parts: [number, string][] = [[Math.floor(whole / 86_400), days], [Math.floor((whole % 86_400) / 3600), hours], [Math.floor((whole % 3600) / 60), minutes], [whole % 60, second]]
  const first = parts.findIndex(([count]) => count > 0)
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ')
}
