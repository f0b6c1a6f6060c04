import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { commonWords } from '@/language/en/common'
import { Button } from './Button'
import { type Tone, toneStyle } from './tones'

const icons = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, accent: Info }

interface Props {
  tone: Extract<Tone, keyof typeof icons>
  title?: string
  children?: ReactNode
  /** Announced at once when it appears; for what is there from the start leave it out. */
  live?: 'alert' | 'status'
  onDismiss?: () => void
}

export function Banner({ tone, title, children, live, onDismiss }: Props) {
  const Icon = icons[tone]
  return (
    <div role={live} className={`flex items-start gap-3 rounded-xl px-4 py-3 text-sm ${toneStyle[tone]}`}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children !== undefined && <div className="text-ink">{children}</div>}
      </div>
      {onDismiss && (
        <Button look="quiet" size="small" className="-my-1 -mr-2 px-2" aria-label={commonWords().dismissMessage} onClick={onDismiss}>
          <X aria-hidden />
        </Button>
      )}
    </div>
  )
}
