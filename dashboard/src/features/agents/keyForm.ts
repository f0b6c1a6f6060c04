import * as z from 'zod'
import type { AgentKey, KeyInput } from '@/api/types'
import { agentsWords } from '@/language/en/agents'
import { dayOf, startOfDay } from '@/time/formatTime'

const LONGEST_NAME = 100
const HIGHEST_RATE = 1_000_000
const SECOND = 1000

export const splitWords = (text: string) => [...new Set(text.split(/[\s,]+/).filter(Boolean))]

const lastSecondOf = (day: string) => {
  const next = startOfDay(day, 1)
  return next === null ? null : new Date(Date.parse(next) - SECOND).toISOString()
}

/**
 * What can be said before anything is sent; the hub itself says more exactly what it refuses.
 * @param before The key as it is; it may keep an end that is over.
 */
export function keySchema(before?: AgentKey) {
  const t = agentsWords()
  return z
    .object({
      name: z.string().trim().min(1, t.needsName).max(LONGEST_NAME, t.nameTooLong(LONGEST_NAME)),
      who: z.enum(['me', 'everybody', 'some']),
      people: z.string(),
      platforms: z.array(z.string()),
      connections: z.array(z.string()),
      actions: z.array(z.string()).min(1, t.needsAction),
      methods: z.array(z.string()),
      paths: z.string().refine((text) => splitWords(text).every((path) => path.startsWith('/')), t.pathsBegin),
      rate: z
        .string()
        .trim()
        .refine((text) => text === '' || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= HIGHEST_RATE), t.rateRange(HIGHEST_RATE)),
      until: z.string().refine((day) => day === '' || (before !== undefined && day === untilOf(before)) || Date.parse(lastSecondOf(day) ?? '') > Date.now(), t.dayToCome),
      networks: z.string(),
    })
    .superRefine(({ who, people }, context) => {
      if (who === 'some' && splitWords(people).length === 0) context.addIssue({ code: 'custom', path: ['people'], message: t.needsPerson })
    })
}

export type KeyValues = z.infer<ReturnType<typeof keySchema>>

const untilOf = ({ expires_at: end }: AgentKey) => (end === null ? '' : dayOf(end))

export function keyDefaults(me: string, before?: AgentKey): KeyValues {
  if (!before) return { name: '', who: 'me', people: '', platforms: [], connections: [], actions: ['token:read'], methods: [], paths: '', rate: '', until: '', networks: '' }
  const { name, users, platforms, connections, actions, methods, paths, networks, requests_per_minute: rate } = before
  const who = users.length === 0 ? 'everybody' : users.length === 1 && users[0] === me ? 'me' : 'some'
  return {
    name, who, platforms, connections, actions, methods,
    people: who === 'some' ? users.join(', ') : '',
    paths: paths.join('\n'),
    rate: rate === null ? '' : String(rate),
    until: untilOf(before),
    networks: networks.join(', '),
  }
}

export function toKeyInput(values: KeyValues, me: string, before?: AgentKey): KeyInput {
  const { name, who, people, platforms, connections, actions, methods, paths, rate, until, networks } = values
  const calls = actions.includes('proxy')
  return {
    name: name.trim(),
    users: who === 'everybody' ? [] : who === 'me' ? [me] : splitWords(people),
    platforms, connections, actions,
    methods: calls ? methods : [],
    paths: calls ? splitWords(paths) : [],
    networks: splitWords(networks),
    requests_per_minute: rate.trim() === '' ? null : Number(rate),
    // The day alone is shown: one that was not touched keeps its second.
    expires_at: before && until === untilOf(before) ? before.expires_at : lastSecondOf(until),
  }
}
