import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { asProblem } from '@/api/problem'
import type { Platform } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { TextArea, TextField } from '@/components/FormField'
import { RemoveRegistrationDialog } from './RemoveRegistrationDialog'
import { registrationDefaults, registrationSchema, type RegistrationValues, toRegistrationInput } from './registrationForm'
import { useRegistration } from './useRegistration'

export function RegistrationForm({ platform }: { platform: Platform }) {
  const { save, remove } = useRegistration(platform.id)
  const [isRemoving, setIsRemoving] = useState(false)
  const { registration } = platform
  const { register, handleSubmit, reset, formState } = useForm<RegistrationValues>({
    resolver: zodResolver(registrationSchema(registration)),
    defaultValues: registrationDefaults(platform),
  })
  const { errors } = formState
  const refill = (saved: Platform) => reset(registrationDefaults(saved))

  return (
    <form noValidate autoComplete="off" className="space-y-5" onSubmit={(event) => void handleSubmit((values) => save.mutate(toRegistrationInput(values), { onSuccess: refill }))(event)}>
      <TextField label="Client id" spellCheck={false} autoComplete="off" error={errors.clientId?.message} {...register('clientId')} />
      <TextField
        label={registration.needs_client_secret ? 'Client secret' : 'Client secret (if the platform gave you one)'}
        type="password"
        autoComplete="new-password"
        placeholder={registration.has_client_secret ? 'stored; leave empty to keep it' : ''}
        hint="Kept encrypted. It is never shown again."
        error={errors.clientSecret?.message}
        {...register('clientSecret')}
      />
      <TextArea
        label="Scopes (optional)"
        rows={3}
        spellCheck={false}
        placeholder={platform.default_scopes.join('\n')}
        hint={`One a line, or separated by commas. ${platform.default_scopes.length > 0 ? `Left empty: ${platform.default_scopes.join(', ')}` : 'Left empty: none is asked for.'}`}
        error={errors.scopes?.message}
        {...register('scopes')}
      />
      {save.error && (
        <Banner tone="bad" live="alert" title={asProblem(save.error).title}>
          {asProblem(save.error).detail}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look={platform.status === 'ready' ? 'secondary' : 'primary'} busy={save.isPending}>
          Save registration
        </Button>
        {registration.source === 'dashboard' && (
          <Button look="quietDanger" busy={remove.isPending} onClick={() => setIsRemoving(true)}>
            Remove
          </Button>
        )}
      </div>
      <RemoveRegistrationDialog name={platform.name} open={isRemoving} onClose={() => setIsRemoving(false)} onConfirm={() => remove.mutate(undefined, { onSuccess: refill })} />
    </form>
  )
}
