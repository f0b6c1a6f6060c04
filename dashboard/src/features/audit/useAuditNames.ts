import { useQuery } from '@tanstack/react-query'
import type { Option } from '@/components/SelectField'
import { keysQuery } from '@/features/agents/keyQueries'
import { useNames } from '@/features/agents/useNames'
import { auditWords } from '@/language/en/audit'

/** The id of the key that the hub makes for itself at its first start; it is in no list. */
const BOOTSTRAP = 'bootstrap'

/** What the audit's ids are called, and what there is to filter by. */
export function useAuditNames() {
  const { names, platformOptions, connectionOptions } = useNames()
  const { data: keys } = useQuery(keysQuery())
  const actorOptions: Option[] = [
    { value: names.me, label: auditWords().you },
    ...(keys ?? []).map(({ id, name }) => ({ value: id, label: name })),
    { value: BOOTSTRAP, label: auditWords().bootstrapKey },
  ]
  return {
    me: names.me,
    platform: names.platform,
    /** One that is gone is known by its platform alone. */
    connection: (id: string, platform: string | null) => connectionOptions.find(({ value }) => value === id)?.label ?? (platform === null ? id : names.platform(platform)),
    key: (id: string) => actorOptions.find(({ value }) => value === id)?.label ?? id,
    actorOptions, platformOptions, connectionOptions,
  }
}

export type AuditNames = ReturnType<typeof useAuditNames>
