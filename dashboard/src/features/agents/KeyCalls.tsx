import type { UseFormRegister } from 'react-hook-form'
import { CheckPill } from '@/components/CheckPill'
import { Clause } from './Clause'
import type { KeyValues } from './keyForm'
import { methods } from './limitsInWords'

/** Which calls go through the proxy. */
export function KeyCalls({ register, error }: { register: UseFormRegister<KeyValues>; error: string | undefined }) {
  return (
    <Clause words="calling with" error={error} hint="* stands for one segment, ** at the end for whatever follows. Nothing chosen and nothing written: every call.">
      <div className="flex flex-wrap gap-1.5">
        {methods.map((method) => (
          <CheckPill key={method} value={method} {...register('methods')}>
            {method}
          </CheckPill>
        ))}
      </div>
      <textarea
        aria-label="Paths"
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
