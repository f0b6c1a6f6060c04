import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { asProblem } from '@/api/problem'
import type { GuideServer, Platform, PlatformGuide } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { TextArea, TextField } from '@/components/FormField'
import { RemoveRegistrationDialog } from './RemoveRegistrationDialog'
import { registrationDefaults, registrationSchema, type RegistrationValues, toRegistrationInput } from './registrationForm'
import { useRegistration } from './useRegistration'

interface Props {
  platform: Platform
  guide: PlatformGuide
  /** Set: the client of a server that is named in the form. Left out: the usual one. */
  server?: GuideServer
}

export function RegistrationForm({ platform, guide, server }: Props) {
  const perServer = server ?? null
  const { save, remove } = useRegistration(platform.id)
  const [isRemoving, setIsRemoving] = useState(false)
  const { registration } = platform
  const { register, handleSubmit, reset, formState } = useForm<RegistrationValues>({
    resolver: zodResolver(registrationSchema(platform, perServer)),
    defaultValues: registrationDefaults(platform, perServer),
  })
  const { errors } = formState
  const refill = (saved: Platform) => reset(registrationDefaults(saved, perServer))
  const isStored = perServer === null && registration.has_client_secret

  return (
    <form noValidate autoComplete="off" className="space-y-5" onSubmit={(event) => void handleSubmit((values) => save.mutate(toRegistrationInput(values), { onSuccess: refill }))(event)}>
      {perServer && (
        <TextField label="Server" spellCheck={false} autoComplete="off" autoCapitalize="none" hint={perServer.description ?? undefined} error={errors.server?.message} {...register('server')} />
      )}
      <TextField label={guide.client_id_name} spellCheck={false} autoComplete="off" error={errors.clientId?.message} {...register('clientId')} />
      {guide.secret !== 'none' && (
        <TextField
          label={guide.secret === 'required' ? guide.client_secret_name : `${guide.client_secret_name} (if the platform gave you one)`}
          type="password"
          autoComplete="new-password"
          placeholder={isStored ? 'stored; leave empty to keep it' : ''}
          hint="Kept encrypted. It is never shown again."
          error={errors.clientSecret?.message}
          {...register('clientSecret')}
        />
      )}
      {registration.takes_private_key && (
        <TextArea
          label={registration.needs_client_secret || guide.secret !== 'none' ? 'Private key (in place of the secret)' : 'Private key'}
          rows={3}
          spellCheck={false}
          placeholder={perServer === null && registration.has_private_key ? 'stored; leave empty to keep it' : '-----BEGIN PRIVATE KEY-----'}
          hint="P-256, or RSA of at least 2048 bits, as PEM or JWK; with its certificate where the platform knows the key by that. Kept encrypted. It is never shown again."
          error={errors.privateKey?.message}
          {...register('privateKey')}
        />
      )}
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
        <Button type="submit" look={perServer !== null || platform.status === 'ready' ? 'secondary' : 'primary'} busy={save.isPending}>
          {perServer === null ? 'Save registration' : 'Save for this server'}
        </Button>
        {perServer === null && registration.source === 'dashboard' && (
          <Button look="quietDanger" busy={remove.isPending} onClick={() => setIsRemoving(true)}>
            Remove
          </Button>
        )}
      </div>
      <RemoveRegistrationDialog name={platform.name} open={isRemoving} onClose={() => setIsRemoving(false)} onConfirm={() => remove.mutate(undefined, { onSuccess: refill })} />
    </form>
  )
}
