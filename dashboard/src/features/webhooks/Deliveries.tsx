import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Webhook } from '@/api/types'
import { asProblem } from '@/api/problem'
import { RelativeTime } from '@/components/RelativeTime'
import { webhooksWords } from '@/language/en/webhooks'
import { deliveriesQuery } from './webhookQueries'
import { outcomeInWords, typeInWords } from './webhookWords'

/** The last tries, asked for when somebody looks. */
export function Deliveries({ webhook: { id, url } }: { webhook: Webhook }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className="mt-2 text-sm" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded font-medium text-muted hover:text-ink">
        {webhooksWords().log}
        <span className="sr-only">{webhooksWords().of(url)}</span>
      </summary>
      {isOpen && <Log id={id} />}
    </details>
  )
}

function Log({ id }: { id: string }) {
  const t = webhooksWords()
  const { data, error } = useQuery(deliveriesQuery(id))
  if (!data) return error ? <p role="alert">{asProblem(error).title}</p> : <p role="status">{t.loadingLog}</p>
  if (data.length === 0) return <p className="mt-2 text-muted">{t.nothingSent}</p>
  return (
    <ol className="mt-2 divide-y divide-line rounded-lg border border-line">
      {data.map(({ id: message, type, at, attempt, outcome, status, next_at: next }) => (
        <li key={`${message} ${attempt}`} className="flex flex-wrap gap-x-3 gap-y-0.5 px-3 py-2">
          <span className="font-medium">{typeInWords(type)}</span>
          <span className={outcome === 'delivered' ? 'text-good' : 'text-bad'}>{outcomeInWords(outcome, status)}</span>
          {attempt > 1 && <span className="text-muted">{t.tryNumber(attempt)}</span>}
          <span className="ml-auto text-muted">
            <RelativeTime at={at} />
            {next !== null && (
              <>
                {t.again} <RelativeTime at={next} />
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
