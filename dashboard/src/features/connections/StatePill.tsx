import type { ConnectionState } from '@/api/types'
import { Pill } from '@/components/Pill'
import { connectionsWords } from '@/language/en/connections'
import { stateLooks } from './connectionStates'

export function StatePill({ state }: { state: ConnectionState }) {
  const { icon, tone } = stateLooks[state]
  return (
    <Pill tone={tone} icon={icon}>
      {connectionsWords().states[state]}
    </Pill>
  )
}
