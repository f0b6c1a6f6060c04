import * as z from 'zod/mini'
import type { Connection } from '@/api/types'
import type { Choice } from '@/components/Choices'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { connectionStates } from './connectionStates'

export const connectionSearch = z.object({
  q: z.catch(z.optional(z.string()), undefined),
  state: z.catch(z.optional(z.enum(connectionStates)), undefined),
})

export type ConnectionFilter = z.infer<typeof connectionSearch>

/** Those that need somebody come first; within a state the hub's order, by name, stays. */
export function filterConnections(connections: Connection[], { q = '', state }: ConnectionFilter) {
  const words = q.trim().toLowerCase()
  return connections
    .filter((connection) => (state === undefined || connection.state === state) && wordsOf(connection).includes(words))
    .sort((a, b) => connectionStates.indexOf(a.state) - connectionStates.indexOf(b.state))
}

const wordsOf = ({ platform, platform_name: name, account, label }: Connection) => [platform, name, account.name, account.id, label ?? ''].join(' ').toLowerCase()

export const ALL = 'all'

export function stateChoices(connections: Connection[], chosen: ConnectionFilter['state']): Choice<ConnectionFilter['state'] & string | typeof ALL>[] {
  const counted = connectionStates
    .map((state) => ({ value: state, label: connectionsWords().states[state], count: connections.filter((connection) => connection.state === state).length }))
    .filter(({ value, count }) => count > 0 || value === chosen)
  return [{ value: ALL, label: commonWords().all, count: connections.length }, ...counted]
}
