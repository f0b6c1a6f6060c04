import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
/** The Date header counts whole seconds and travels: smaller differences mean nothing. */
const NOTICEABLE_SKEW_MS = 3000

let skewMs = 0
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Countdowns follow the hub's clock: this computer's may be wrong. */
export function noteServerTime(dateHeader: string | null) {
  const difference = Date.parse(dateHeader ?? '') - Date.now()
  if (!Number.isNaN(difference)) skewMs = Math.abs(difference) < NOTICEABLE_SKEW_MS ? 0 : difference
}

function tick() {
  now = Date.now() + skewMs
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (listeners.size === 1) {
    now = Date.now() + skewMs
    timer = setInterval(tick, TICK_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The time in milliseconds, ticking each second: one timer for the whole page. */
export const useNow = () => useSyncExternalStore(subscribe, () => now)
