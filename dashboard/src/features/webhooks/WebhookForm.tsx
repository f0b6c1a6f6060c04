import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import * as z from 'zod'
import { asProblem } from '@/api/problem'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { CheckPill } from '@/components/CheckPill'
import { CopyField } from '@/components/CopyField'
import { TextField } from '@/components/FormField'
import { useAddWebhook } from './useWebhooks'
import { typeInWords } from './webhookWords'

const LONGEST_DESCRIPTION = 200
/** There are many of these. */
const NOT_USUAL = 'connection.refreshed'

const schema = z.object({
  url: z.string().trim().regex(/^https:\/\/\S+$/, 'Enter an address that begins with https://.'),
  description: z.string().trim().max(LONGEST_DESCRIPTION, `At most ${LONGEST_DESCRIPTION} characters.`),
  types: z.array(z.string()).min(1, 'Choose at least one event.'),
})

/** An address to be told, and afterwards its secret, once. */
export function WebhookForm({ types, onClose }: { types: string[]; onClose: () => void }) {
  const add = useAddWebhook()
  const { register, handleSubmit, formState } = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { url: '', description: '', types: types.filter((type) => type !== NOT_USUAL) },
  })
  const { errors } = formState
  if (add.data)
    return (
      <div className="mb-5 space-y-4 rounded-xl border border-line p-4" role="group" aria-label="The secret">
        <Banner tone="warn" live="status" title="This is the only time that you see its secret.">
          {add.data.webhook.url} checks with it that a message is the hub’s.
        </Banner>
        <CopyField label="Secret" value={add.data.secret} what="the secret" />
        <Button onClick={onClose}>I have stored it</Button>
      </div>
    )

  const send = handleSubmit(({ url, description, types: chosen }) => add.mutate({ url, types: chosen, ...(description === '' ? {} : { description }) }))
  return (
    <form noValidate autoComplete="off" aria-label="A new webhook" className="mb-5 space-y-4 rounded-xl border border-line p-4" onSubmit={(event) => void send(event)}>
      <TextField label="Address" type="url" placeholder="https://example.com/hooks/oauthhub" spellCheck={false} error={errors.url?.message} {...register('url')} />
      <TextField label="Description (optional)" error={errors.description?.message} {...register('description')} />
      <div role="group" aria-label="Events">
        <p className="mb-1.5 text-sm font-medium">Tell it of</p>
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
          Add
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
