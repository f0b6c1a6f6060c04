import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/Button'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { webhooksWords } from '@/language/en/webhooks'
import { WebhookForm } from './WebhookForm'
import { webhooksQuery } from './webhookQueries'
import { WebhookRow } from './WebhookRow'

/** The addresses that are told what becomes of connections. */
export function WebhookSection() {
  const t = webhooksWords()
  const { data, error, refetch } = useQuery(webhooksQuery())
  const [isAdding, setIsAdding] = useState(false)
  return (
    <section aria-labelledby="webhooks" className="panel p-5 sm:p-6">
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id="webhooks" className="text-base font-semibold">
            {t.title}
          </h2>
          <p className="mt-1 max-w-2xl text-sm text-muted">{t.text}</p>
        </div>
        {data && !isAdding && (
          <Button onClick={() => setIsAdding(true)}>
            <Plus aria-hidden />
            {t.add}
          </Button>
        )}
      </div>
      {data ? (
        <>
          {isAdding && <WebhookForm types={data.types} onClose={() => setIsAdding(false)} />}
          {data.items.length > 0 ? (
            <ul aria-label={t.title} className="divide-y divide-line">
              {data.items.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          ) : (
            !isAdding && (
              <p className="flex items-center gap-2 text-sm text-muted">
                <WebhookIcon aria-hidden className="size-4" />
                {t.none}
              </p>
            )
          )}
        </>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={t.loading} count={1} className="grid" />
      )}
    </section>
  )
}
