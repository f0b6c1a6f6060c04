import { CircleCheck, CircleOff, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Webhook } from '@/api/types'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { Pill } from '@/components/Pill'
import { commonWords } from '@/language/en/common'
import { webhooksWords } from '@/language/en/webhooks'
import { Deliveries } from './Deliveries'
import { useWebhook } from './useWebhooks'
import { typeInWords } from './webhookWords'

export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const t = webhooksWords()
  const { url, description, types, enabled } = webhook
  const { test, turn, remove } = useWebhook(webhook)
  const [isRemoving, setIsRemoving] = useState(false)
  const confirm = () => {
    remove.mutate()
    setIsRemoving(false)
  }
  return (
    <li className="py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">{url}</p>
        <State webhook={webhook} />
      </div>
      <p className="mt-1 text-sm text-muted">
        {description !== null && `${description} · `}
        {types.map(typeInWords).join(', ')}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-1">
        <Button size="small" busy={test.isPending} onClick={() => test.mutate()}>
          {t.test}<span className="sr-only"> {url}</span>
        </Button>
        <Button size="small" look="quiet" busy={turn.isPending} onClick={() => turn.mutate(!enabled)}>
          {enabled ? t.switchOff : t.switchOn}
          <span className="sr-only"> {url}</span>
        </Button>
        <Button size="small" look="quietDanger" busy={remove.isPending} onClick={() => setIsRemoving(true)}>
          {commonWords().remove}<span className="sr-only"> {url}</span>
        </Button>
      </div>
      <Deliveries webhook={webhook} />
      <Dialog
        open={isRemoving}
        onClose={() => setIsRemoving(false)}
        title={t.removeWhich}
        description={<p>{t.removeText(url)}</p>}
        cancel={commonWords().keepIt}
      >
        <Button look="danger" onClick={confirm}>
          {commonWords().remove}
        </Button>
      </Dialog>
    </li>
  )
}

function State({ webhook: { enabled, disabled_reason: reason, failing_since: failing } }: { webhook: Webhook }) {
  const t = webhooksWords()
  if (!enabled)
    return (
      <Pill tone="bad" icon={CircleOff}>
        {reason === 'gone' ? t.gone : reason === 'failing' ? t.failing : t.off}
      </Pill>
    )
  if (failing !== null)
    return (
      <Pill tone="warn" icon={TriangleAlert}>
        {t.noAnswer}
      </Pill>
    )
  return (
    <Pill tone="good" icon={CircleCheck}>
      {t.on}
    </Pill>
  )
}
