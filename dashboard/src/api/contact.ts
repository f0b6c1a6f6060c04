import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

/** Whether this page reaches the hub: offline, this computer has no network; lost, the hub's last answer is still to come. */
export type Contact = 'good' | 'offline' | 'lost'

let isLost = false
let heardAt = Date.now()
const listeners = new Set<() => void>()

/** Something came from the hub: an answer, whatever it says, or an event. */
export function noteHeard() {
  heardAt = Date.now()
  if (isLost) change(false)
}

/** A request got no answer. */
export function noteLost() {
  if (!isLost) change(true)
}

/** When the hub was heard last, in milliseconds of this computer's clock: what the page shows is from then. */
export const lastHeard = () => heardAt

/** A hub on this very machine is reached without a network, so there the browser's word for it does not count. */
export function followNetwork(host: string) {
  if (['localhost', '127.0.0.1', '[::1]'].includes(host)) onlineManager.setEventListener(() => undefined)
}

export const useContact = (): Contact => useSyncExternalStore(subscribe, contact)

const contact = () => (!onlineManager.isOnline() ? 'offline' : isLost ? 'lost' : 'good')

function change(lost: boolean) {
  isLost = lost
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  const stop = onlineManager.subscribe(listener)
  return () => {
    listeners.delete(listener)
    stop()
  }
}
