import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { RedirectCheck } from '@/api/types'
import { CopyButton } from '@/components/CopyButton'
import { registrationWords } from '@/language/en/registration'

const looks = {
  ok: { Icon: CircleCheck, style: 'text-good' },
  depends: { Icon: TriangleAlert, style: 'text-warn' },
  refused: { Icon: CircleAlert, style: 'text-bad' },
} as const

/** What the platform demands of the redirect address, and whether this hub's meets it. */
export function RedirectChecklist({ checks }: { checks: RedirectCheck[] }) {
  if (checks.length === 0) return null
  const t = registrationWords()
  return (
    <ul aria-label={t.demands} className="divide-y divide-line rounded-lg border border-line text-sm">
      {checks.map(({ rule, verdict, text, copy }) => {
        const { Icon, style } = looks[verdict]
        return (
          <li key={rule} className="flex items-start gap-3 px-4 py-3">
            <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${style}`} />
            <div className="min-w-0 flex-1">
              <span className={verdict === 'ok' ? 'sr-only' : `block font-semibold ${style}`}>{t.verdicts[verdict]}: </span>
              {text}
              {copy !== null && <code className="mt-1 block font-mono text-[0.8125rem] break-all text-muted">{copy}</code>}
            </div>
            {copy !== null && <CopyButton text={copy} what={t.copyForRule(rule)} />}
          </li>
        )
      })}
    </ul>
  )
}
