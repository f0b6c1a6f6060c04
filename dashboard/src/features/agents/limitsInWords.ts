import type { KeyLimits } from '@/api/types'
import { agentsWords } from '@/language/en/agents'
import { and, or } from '@/language/lists'
import { formatDay } from '@/time/formatTime'

/** How those are called of whom limits know the ids. */
export interface Names {
  /** The id of whoever reads this. */
  me: string
  platform: (id: string) => string
  connection: (id: string) => string
}

export const actions = ['token:read', 'token:refresh', 'proxy', 'connect:link', 'admin'] as const

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What a key may do, as a sentence. */
export function limitsInWords(limits: KeyLimits, { me, platform, connection }: Names) {
  const { sentence: t } = agentsWords()
  const { users, platforms, connections, networks, requests_per_minute: rate, expires_at: end } = limits
  const who = users.length === 0 ? t.everybody : and(users.map((user) => (user === me ? t.you : user)))
  const where = platforms.length === 0 ? t.atAll : t.at(and(platforms.map(platform)))
  const accounts = connections.length === 0 ? '' : t.withOnly(and(connections.map(connection)))
  return [
    t.for(who, where, accounts),
    t.may(deeds(limits)),
    rate === null ? '' : t.rate(rate),
    end === null ? t.withoutEnd : t.until(formatDay(end)),
    networks.length === 0 ? '' : t.from(or(networks)),
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.')
}

function deeds({ actions: allowed, methods: verbs, paths }: KeyLimits) {
  const { sentence: t, actions: known } = agentsWords()
  if (allowed.length === 0) return t.nothing
  const calls = (verbs.length === 0 ? '' : t.withMethods(or(verbs))) + (paths.length === 0 ? '' : t.onPaths(or(paths)))
  const wordOf = (action: string) => {
    const found = actions.find((one) => one === action)
    return found === undefined ? action : known[found].label
  }
  return and(allowed.map((action) => wordOf(action) + (action === 'proxy' ? calls : '')))
}
