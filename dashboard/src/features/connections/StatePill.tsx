import type { ConnectionState } from '@/api/types'
import { Pill } from '@/components/Pill'
import { stateLooks } from './connectionStates'

export function StatePill({ state }: { state: ConnectionState }) {
  const { label, icon, tone } = stateLooks[state]
  return (
    <Pill tone={tone} icon={icon}>
      {label}
    </Pill>
  )
}
