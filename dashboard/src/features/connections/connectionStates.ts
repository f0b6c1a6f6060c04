import { CircleCheck, type LucideIcon, PlugZap, ShieldAlert, TriangleAlert, Unplug } from 'lucide-react'
import type { ConnectionState } from '@/api/types'
import type { Tone } from '@/components/tones'

interface StateLook {
  icon: LucideIcon
  tone: Tone
}

export const stateLooks: Record<ConnectionState, StateLook> = {
  active: { icon: CircleCheck, tone: 'good' },
  degraded: { icon: TriangleAlert, tone: 'warn' },
  needs_reconnect: { icon: PlugZap, tone: 'bad' },
  quarantined: { icon: ShieldAlert, tone: 'hold' },
  revoking: { icon: Unplug, tone: 'neutral' },
}

/** In the order in which a person should look at them. */
export const connectionStates = ['needs_reconnect', 'quarantined', 'degraded', 'active', 'revoking'] as const satisfies ConnectionState[]
