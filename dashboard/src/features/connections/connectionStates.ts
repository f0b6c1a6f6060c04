import { CircleCheck, type LucideIcon, PlugZap, ShieldAlert, TriangleAlert, Unplug } from 'lucide-react'
import type { ConnectionState } from '@/api/types'
import type { Tone } from '@/components/tones'

interface StateLook {
  label: string
  icon: LucideIcon
  tone: Tone
}

export const stateLooks: Record<ConnectionState, StateLook> = {
  active: { label: 'Active', icon: CircleCheck, tone: 'good' },
  degraded: { label: 'Trouble refreshing', icon: TriangleAlert, tone: 'warn' },
  needs_reconnect: { label: 'Needs you', icon: PlugZap, tone: 'bad' },
  quarantined: { label: 'Set aside', icon: ShieldAlert, tone: 'hold' },
  revoking: { label: 'Disconnecting', icon: Unplug, tone: 'neutral' },
}

/** In the order in which a person should look at them. */
export const connectionStates = ['needs_reconnect', 'quarantined', 'degraded', 'active', 'revoking'] as const satisfies ConnectionState[]
