import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Tone, toneStyle } from './tones'

/** A state in words, colour and icon: none of them alone. */
export function Pill({ tone, icon: Icon, children }: { tone: Tone; icon: LucideIcon; children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${toneStyle[tone]}`}>
      <Icon aria-hidden className="size-3.5" />
      {children}
    </span>
  )
}
