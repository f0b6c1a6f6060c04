import type { KeyLimits } from '@/api/types'
import { formatDay } from '@/time/formatTime'

/** How those are called of whom limits know the ids. */
export interface Names {
  /** The id of whoever reads this. */
  me: string
  platform: (id: string) => string
  connection: (id: string) => string
}

export const actions = [
  { value: 'token:read', label: 'read tokens', hint: 'Gets live access tokens, and the list of what it may use' },
  { value: 'token:refresh', label: 'have tokens refreshed', hint: 'Makes the hub refresh a token now' },
  { value: 'proxy', label: 'call through the proxy', hint: 'Calls platforms through the hub, and never sees a token' },
  { value: 'connect:link', label: 'ask people to connect', hint: 'Makes links by which a person connects an account' },
  { value: 'admin', label: 'manage keys', hint: 'Makes keys that reach no further than itself, and reads the audit if it is bound to nobody' },
] as const

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const and = new Intl.ListFormat('en', { type: 'conjunction' })
const or = new Intl.ListFormat('en', { type: 'disjunction' })

/** What a key may do, as a sentence. */
export function limitsInWords(limits: KeyLimits, { me, platform, connection }: Names) {
  const { users, platforms, connections, networks, requests_per_minute: rate, expires_at: end } = limits
  const who = users.length === 0 ? 'everybody' : and.format(users.map((user) => (user === me ? 'you' : user)))
  const where = platforms.length === 0 ? 'at all platforms' : `at ${and.format(platforms.map(platform))}`
  const accounts = connections.length === 0 ? '' : `, with ${and.format(connections.map(connection))} only`
  return [
    `For ${who}, ${where}${accounts}`,
    `may ${deeds(limits)}`,
    rate === null ? '' : `at most ${rate} requests a minute`,
    end === null ? 'without an end' : `until ${formatDay(end)}`,
    networks.length === 0 ? '' : `from ${or.format(networks)}`,
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.')
}

function deeds({ actions: allowed, methods: verbs, paths }: KeyLimits) {
  if (allowed.length === 0) return 'do nothing'
  const calls = (verbs.length === 0 ? '' : ` with ${or.format(verbs)}`) + (paths.length === 0 ? '' : ` on ${or.format(paths)}`)
  return and.format(allowed.map((action) => (actions.find(({ value }) => value === action)?.label ?? action) + (action === 'proxy' ? calls : '')))
}
