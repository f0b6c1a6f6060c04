import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import * as z from 'zod'
import { asProblem } from '@/api/problem'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { CheckPill } from '@/components/CheckPill'
import { CopyField } from '@/components/CopyField'
import { TextField } from '@/components/FormField'
import { commonWords } from '@/language/en/common'
import { webhooksWords } from '@/language/en/webhooks'
import { useAddWebhook } from './useWebhooks'
import { typeInWords } from './webhookWords'

const LONGEST_DESCRIPTION = 200
/** There are many of these. */
const NOT_USUAL = 'connection.refreshed'

function webhookSchema() {
  const { enterAddress, mostCharacters, chooseEvent } = webhooksWords()
  return z.object({
    url: z.string().trim().regex(/^https:\/\/\S+$/, enterAddress),
    description: z.string().trim().max(LONGEST_DESCRIPTION, mostCharacters(LONGEST_DESCRIPTION)),
    types: z.array(z.string()).min(1, chooseEvent),
  })
}

/** An address to be told, and afterwards its secret, once. */
export function WebhookForm({ types, onClose }: { types: string[]; onClose: () => void }) {
  const t = webhooksWords()
  const add = useAddWebhook()
  const { register, handleSubmit, formState } = useForm<z.infer<ReturnType<typeof webhookSchema>>>({
    resolver: zodResolver(webhookSchema()),
    defaultValues: { url: '', description: '', types: types.filter((type) => type !== NOT_USUAL) },
  })
  const { errors } = formState
  if (add.data)
    return (
      <div className="mb-5 space-y-4 rounded-xl border border-line p-4" role="group" aria-label={t.theSecret}>
        <Banner tone="warn" live="status" title={t.onlyTime}>
          {t.checks(add.data.webhook.url)}
        </Banner>
        <CopyField label={t.secret} value={add.data.secret} what={t.copyOfSecret} />
        <Button onClick={onClose}>{commonWords().storedIt}</Button>
      </div>
    )

  const send = handleSubmit(({ url, description, types: chosen }) => add.mutate({ url, types: chosen, ...(description === '' ? {} : { description }) }))
  return (
    <form noValidate autoComplete="off" aria-label={t.new} className="mb-5 space-y-4 rounded-xl border border-line p-4" onSubmit={(event) => void send(event)}>
      <TextField label={t.address} type="url" placeholder="https://example.com/hooks/oauthhub" spellCheck={false} error={errors.url?.message} {...register('url')} />
      <TextField label={t.description} error={errors.description?.message} {...register('description')} />
      <div role="group" aria-label={t.events}>
        <p className="mb-1.5 text-sm font-medium">{t.tellOf}</p>
        <div className="flex flex-wrap gap-1.5">
          {types.map((type) => (
            <CheckPill key={type} value={type} title={type} {...register('types')}>
              {typeInWords(type)}
            </CheckPill>
          ))}
        </div>
        {errors.types && (
          <p role="alert" className="mt-1.5 text-[0.8125rem] font-medium text-bad">
            {errors.types.message}
          </p>
        )}
      </div>
      {add.error && (
        <Banner tone="bad" live="alert" title={asProblem(add.error).title}>
          {asProblem(add.error).detail}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={add.isPending}>
          {t.addThis}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  )
}
