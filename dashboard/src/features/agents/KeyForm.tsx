import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { asProblem } from '@/api/problem'
import type { AgentKey, KeyInput } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { CheckPill } from '@/components/CheckPill'
import { ChipPicker } from '@/components/ChipPicker'
import { inlineField } from '@/components/inlineField'
import type { Option } from '@/components/SelectField'
import { commonWords } from '@/language/en/common'
import { agentsWords } from '@/language/en/agents'
import { Clause } from './Clause'
import { keyDefaults, keySchema, type KeyValues, toKeyInput } from './keyForm'
import { KeyCalls } from './KeyCalls'
import { actions, limitsInWords, type Names } from './limitsInWords'

interface Props {
  /** Left out: a new one. */
  before?: AgentKey
  names: Names
  platforms: Option[]
  connections: Option[]
  isBusy: boolean
  failure: Error | null
  onSave: (input: KeyInput) => void
}

/** What a key may do, to be read as a sentence. */
export function KeyForm({ before, names, platforms, connections, isBusy, failure, onSave }: Props) {
  const t = agentsWords()
  const { me } = names
  const { register, control, setValue, handleSubmit, formState } = useForm<KeyValues>({ resolver: zodResolver(keySchema(before)), defaultValues: keyDefaults(me, before) })
  const { errors } = formState
  const values = useWatch({ control }) as KeyValues
  const input = toKeyInput(values, me, before)

  return (
    <form noValidate autoComplete="off" className="panel p-5 sm:p-6" onSubmit={(event) => void handleSubmit((sent) => onSave(toKeyInput(sent, me, before)))(event)}>
      <div className="divide-y divide-line">
        <Clause words={t.clauses.called} error={errors.name?.message}>
          <input aria-label={t.name} aria-invalid={errors.name !== undefined} placeholder={t.nameExample} className={`${inlineField} sm:max-w-72`} {...register('name')} />
        </Clause>
        <Clause words={t.clauses.for} error={errors.people?.message}>
          <div className="flex flex-wrap gap-1.5">
            <CheckPill type="radio" value="me" {...register('who')}>
              {t.who.me}
            </CheckPill>
            <CheckPill type="radio" value="everybody" {...register('who')}>
              {t.who.everybody}
            </CheckPill>
            <CheckPill type="radio" value="some" {...register('who')}>
              {t.who.some}
            </CheckPill>
          </div>
          {values.who === 'some' && <input aria-label={t.people} aria-invalid={errors.people !== undefined} placeholder="anna, ben" spellCheck={false} autoCapitalize="none" className={inlineField} {...register('people')} />}
        </Clause>
        <Clause words={t.clauses.at}>
          <ChipPicker what={t.platform} none={t.allPlatforms} options={platforms} values={values.platforms} onChange={(chosen) => setValue('platforms', chosen, { shouldDirty: true })} />
        </Clause>
        {(connections.length > 0 || values.connections.length > 0) && (
          <Clause words={t.clauses.with}>
            <ChipPicker what={t.account} none={t.allAccounts} options={connections} values={values.connections} onChange={(chosen) => setValue('connections', chosen, { shouldDirty: true })} />
          </Clause>
        )}
        <Clause words={t.clauses.may} error={errors.actions?.message}>
          <div className="flex flex-wrap gap-1.5">
            {actions.map((value) => (
              <CheckPill key={value} value={value} title={t.actions[value].hint} {...register('actions')}>
                {t.actions[value].label}
              </CheckPill>
            ))}
          </div>
        </Clause>
        {values.actions.includes('proxy') && <KeyCalls register={register} error={errors.paths?.message} />}
        <Clause words={t.clauses.atMost} error={errors.rate?.message} hint={t.rateHint}>
          <label className="flex flex-wrap items-center gap-2">
            <input inputMode="numeric" aria-invalid={errors.rate !== undefined} placeholder="60" className={`${inlineField} w-24!`} {...register('rate')} />
            {t.requestsAMinute}
          </label>
        </Clause>
        <Clause words={t.clauses.until} error={errors.until?.message} hint={t.untilHint}>
          <input type="date" aria-label={t.lastDay} aria-invalid={errors.until !== undefined} className={`${inlineField} w-44!`} {...register('until')} />
        </Clause>
        <Clause words={t.clauses.from} error={errors.networks?.message} hint={t.fromHint}>
          <input aria-label={t.networks} spellCheck={false} placeholder={t.everywhere} className={`${inlineField} font-mono`} {...register('networks')} />
        </Clause>
      </div>
      <p className="mt-4 rounded-lg bg-raised px-4 py-3 text-sm" data-testid="sentence">
        {limitsInWords(input, names)}
      </p>
      {failure && (
        <div className="mt-4">
          <Banner tone="bad" live="alert" title={asProblem(failure).title}>
            {asProblem(failure).detail}
          </Banner>
        </div>
      )}
      <Button type="submit" look="primary" busy={isBusy} className="mt-5 max-sm:w-full">
        {before ? commonWords().save : t.makeThisKey}
      </Button>
    </form>
  )
}
