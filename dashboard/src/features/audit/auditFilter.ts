import * as z from 'zod/mini'
import { startOfDay } from '@/time/formatTime'

const word = z.catch(z.optional(z.string()), undefined)
const day = z.catch(z.optional(z.string().check(z.refine((text) => startOfDay(text) !== null))), undefined)

/** The filters of the page, as its address has them. */
export const auditSearch = z.object({
  /** The id of a key or a user. */
  who: word,
  what: word,
  platform: word,
  connection: word,
  outcome: word,
  /** The first and the last day, where the reader is: "2026-11-29". */
  from: day,
  to: day,
})

export type AuditFilter = z.infer<typeof auditSearch>

export const noFilter: AuditFilter = { who: undefined, what: undefined, platform: undefined, connection: undefined, outcome: undefined, from: undefined, to: undefined }

export const isFiltered = (filter: AuditFilter) => Object.values(filter).some(Boolean)

interface Bounds {
  /** Not earlier; instead of the filter's first day. */
  since?: string | undefined
  /** Earlier; instead of the filter's last day. */
  before?: string | undefined
  limit?: number
}

/** The question to the hub that a filter is. */
export function auditParams({ who, what, platform, connection, outcome, from, to }: AuditFilter, { since, before, limit }: Bounds = {}) {
  const asked = {
    actor: who,
    what, platform, connection, outcome,
    from: since ?? (from === undefined ? null : startOfDay(from)),
    before: before ?? (to === undefined ? null : startOfDay(to, 1)),
    limit: limit === undefined ? null : String(limit),
  }
  return new URLSearchParams(Object.entries(asked).filter((pair): pair is [string, string] => typeof pair[1] === 'string')).toString()
}

/** All that fit, as a file of JSON lines. */
export function exportPath(filter: AuditFilter) {
  const params = auditParams(filter)
  return `/api/audit/export${params === '' ? '' : `?${params}`}`
}
