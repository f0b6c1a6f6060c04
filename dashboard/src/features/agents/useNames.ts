import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Option } from '@/components/SelectField'
import { connectionsQuery } from '@/features/connections/connectionQueries'
import { platformsQuery } from '@/features/platforms/platformQueries'
import { sessionQuery } from '@/features/session/sessionQuery'
import { agentsWords } from '@/language/en/agents'
import type { Names } from './limitsInWords'

/** What ids are called, and what there is to choose. An id without a name stands for itself. */
export function useNames() {
  const { data: session } = useQuery(sessionQuery())
  const { data: platforms } = useQuery(platformsQuery())
  const { data: connections } = useQuery(connectionsQuery())
  const me = session?.user ?? ''

  return useMemo(() => {
    const connectionOptions: Option[] = (connections ?? []).map(({ id, platform_name: platform, account }) => ({ value: id, label: agentsWords().accountAt(account.name, platform) }))
    const platformOptions: Option[] = (platforms ?? [])
      .filter(({ status }) => status !== 'unavailable')
      .map(({ id, name }) => ({ value: id, label: name }))
      .sort((a, b) => a.label.localeCompare(b.label))
    const names: Names = {
      me,
      platform: (id) => platforms?.find((platform) => platform.id === id)?.name ?? id,
      connection: (id) => connectionOptions.find(({ value }) => value === id)?.label ?? id,
    }
    return { names, platformOptions, connectionOptions, used: [...new Set((connections ?? []).map(({ platform }) => platform))] }
  }, [me, platforms, connections])
}
