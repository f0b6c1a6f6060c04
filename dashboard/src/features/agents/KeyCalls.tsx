import type { UseFormRegister } from 'react-hook-form'
import { CheckPill } from '@/components/CheckPill'
import { agentsWords } from '@/language/en/agents'
import { Clause } from './Clause'
import type { KeyValues } from './keyForm'
import { methods } from './limitsInWords'

/** Which calls go through the proxy. */
export function KeyCalls({ register, error }: { register: UseFormRegister<KeyValues>; error: string | undefined }) {
  const t = agentsWords()
  return (
    <Clause words={t.clauses.callingWith} error={error} hint={t.callsHint}>
      <div className="flex flex-wrap gap-1.5">
        {methods.map((method) => (
          <CheckPill key={method} value={method} {...register('methods')}>
            {method}
          </CheckPill>
        ))}
      </div>
      <textarea
        aria-label={t.paths}
        rows={2}
        spellCheck={false}
        placeholder={'/repos/*/issues\n/user'}
        aria-invalid={error !== undefined}
        className="w-full rounded-lg border border-line-strong bg-surface px-3 py-2 font-mono text-[0.8125rem] placeholder:text-muted aria-invalid:border-bad"
        {...register('paths')}
      />
    </Clause>
  )
}
