import type { QueryClient } from '@tanstack/react-query'
import { noteHeard } from '@/api/contact'
import { queryKeys } from '@/api/queryKeys'

export type LiveState = 'connecting' | 'live' | 'reconnecting'

/** Many refreshes end together: ask once for all of them. */
const GATHER_MS = 150
/** Of so many connections some change all the time, and the list weighs megabytes. */
const MANY = 500
const GATHER_MANY_MS = 5000
const FIRST_RETRY_MS = 2000
const LONGEST_RETRY_MS = 30_000
/** Three missed heartbeats: the line is dead although nobody hung up, as after a laptop's sleep. */
const SILENCE_MS = 45_000
/** The audit is not among it: its page says what is new, and does not change under the reader. */
const everything = ['session', 'connections', 'platforms', 'keys', 'webhooks', 'sessions'] as const

/** Listens to the hub and forgets what changed, so that it is asked for again. Returns the way to stop. */
export function followHubEvents(client: QueryClient, onState: (state: LiveState) => void) {
  let source: EventSource
  let retry: ReturnType<typeof setTimeout> | undefined
  let retryMs = FIRST_RETRY_MS
  let gathering: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let wasLost = false
  const changed = new Set<keyof typeof queryKeys>()

  const forget = (...resources: (keyof typeof queryKeys)[]) => {
    for (const resource of resources) changed.add(resource)
    gathering ??= setTimeout(() => {
      gathering = undefined
      for (const resource of changed) void client.invalidateQueries({ queryKey: queryKeys[resource] })
      changed.clear()
    }, (client.getQueryData<unknown[]>(queryKeys.connections)?.length ?? 0) > MANY ? GATHER_MANY_MS : GATHER_MS)
  }

  const lost = () => {
    wasLost = true
    onState('reconnecting')
    // Whether the hub is away or only the stream broke is said by the answer; one reason is an ended session.
    forget('session')
  }

  const watch = () => {
    clearTimeout(silence)
    silence = setTimeout(() => {
      lost()
      source.close()
      open()
    }, SILENCE_MS)
  }

  const heard = () => {
    noteHeard()
    watch()
  }

  const open = () => {
    source = new EventSource('/api/events')
    watch()
    for (const event of ['ready', 'heartbeat', 'connection', 'platform', 'keys', 'sessions']) source.addEventListener(event, heard)
    source.addEventListener('connection', () => forget('connections'))
    source.addEventListener('platform', () => forget('platforms'))
    source.addEventListener('keys', () => forget('keys'))
    source.addEventListener('sessions', () => forget('sessions'))
    source.addEventListener('missed', () => forget(...everything))
    source.onopen = () => {
      heard()
      // Whatever happened while nobody listened was missed.
      if (wasLost) {
        forget(...everything)
        // The audit stays as it was read, unless it could not be read.
        void client.refetchQueries({ queryKey: queryKeys.audit, type: 'active', predicate: ({ state }) => state.status === 'error' })
      }
      wasLost = false
      retryMs = FIRST_RETRY_MS
      onState('live')
    }
    source.onerror = () => {
      lost()
      if (source.readyState !== EventSource.CLOSED) return
      // The browser gives up for good after an error answer.
      clearTimeout(silence)
      clearTimeout(retry)
      retry = setTimeout(open, retryMs)
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    }
  }

  open()
  return () => {
    clearTimeout(retry)
    clearTimeout(gathering)
    clearTimeout(silence)
    source.close()
  }
}
