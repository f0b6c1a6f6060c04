import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { asProblem } from '@/api/problem'
import type { GuideServer, Platform, PlatformGuide } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { TextArea, TextField } from '@/components/FormField'
import { commonWords } from '@/language/en/common'
import { registrationWords } from '@/language/en/registration'
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
  const t = registrationWords()
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
        <TextField label={t.server} spellCheck={false} autoComplete="off" autoCapitalize="none" hint={perServer.description ?? undefined} error={errors.server?.message} {...register('server')} />
      )}
      <TextField label={guide.client_id_name} spellCheck={false} autoComplete="off" error={errors.clientId?.message} {...register('clientId')} />
      {guide.secret !== 'none' && (
        <TextField
          label={guide.secret === 'required' ? guide.client_secret_name : t.ifGiven(guide.client_secret_name)}
          type="password"
          autoComplete="new-password"
          placeholder={isStored ? t.stored : ''}
          hint={t.encrypted}
          error={errors.clientSecret?.message}
          {...register('clientSecret')}
        />
      )}
      {registration.takes_private_key && (
        <TextArea
          label={registration.needs_client_secret || guide.secret !== 'none' ? t.privateKeyInstead : t.privateKey}
          rows={3}
          spellCheck={false}
          placeholder={perServer === null && registration.has_private_key ? t.stored : '-----BEGIN PRIVATE KEY-----'}
          hint={t.privateKeyHint}
          error={errors.privateKey?.message}
          {...register('privateKey')}
        />
      )}
      <TextArea
        label={t.scopes}
        rows={3}
        spellCheck={false}
        placeholder={platform.default_scopes.join('\n')}
        hint={t.scopesHint(platform.default_scopes.join(', '))}
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
          {perServer === null ? t.saveRegistration : t.saveServer}
        </Button>
        {perServer === null && registration.source === 'dashboard' && (
          <Button look="quietDanger" busy={remove.isPending} onClick={() => setIsRemoving(true)}>
            {commonWords().remove}
          </Button>
        )}
      </div>
      <RemoveRegistrationDialog name={platform.name} open={isRemoving} onClose={() => setIsRemoving(false)} onConfirm={() => remove.mutate(undefined, { onSuccess: refill })} />
    </form>
  )
}
