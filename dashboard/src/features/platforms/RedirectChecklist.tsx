import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { RedirectCheck } from '@/api/types'
import { CopyButton } from '@/components/CopyButton'

const looks = {
  ok: { Icon: CircleCheck, style: 'text-good', word: 'Fits' },
  depends: { Icon: TriangleAlert, style: 'text-warn', word: 'It depends' },
  refused: { Icon: CircleAlert, style: 'text-bad', word: 'Will be refused' },
} as const

/** What the platform demands of the redirect address, and whether this hub's meets it. */
export function RedirectChecklist({ checks }: { checks: RedirectCheck[] }) {
  if (checks.length === 0) return null
  return (
    <ul aria-label="What the platform demands of the redirect address" className="divide-y divide-line rounded-lg border border-line text-sm">
      {checks.map(({ rule, verdict, text, copy }) => {
        const { Icon, style, word } = looks[verdict]
        return (
          <li key={rule} className="flex items-start gap-3 px-4 py-3">
            <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${style}`} />
            <div className="min-w-0 flex-1">
              <span className={verdict === 'ok' ? 'sr-only' : `block font-semibold ${style}`}>{word}: </span>
              {text}
              {copy !== null && <code className="mt-1 block font-mono text-[0.8125rem] break-all text-muted">{copy}</code>}
            </div>
            {copy !== null && <CopyButton text={copy} what={`what ${rule.replaceAll('_', ' ')} asks for`} />}
          </li>
        )
      })}
    </ul>
  )
}
