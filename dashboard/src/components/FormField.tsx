import { type ComponentProps, useId } from 'react'

interface Shared {
  label: string
  hint?: string | undefined
  error?: string | undefined
}

const box = 'w-full rounded-lg border bg-surface px-3 text-sm placeholder:text-muted disabled:bg-raised disabled:text-muted '
const border = (error?: string) => (error === undefined ? 'border-line-strong' : 'border-bad')

export function TextField({ label, hint, error, ...input }: Shared & ComponentProps<'input'>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input id={id} aria-invalid={error !== undefined} aria-describedby={describe(id, hint, error)} className={`${box} h-9 ${border(error)}`} {...input} />
    </Frame>
  )
}

export function TextArea({ label, hint, error, ...area }: Shared & ComponentProps<'textarea'>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea id={id} aria-invalid={error !== undefined} aria-describedby={describe(id, hint, error)} className={`${box} py-2 font-mono text-[0.8125rem] ${border(error)}`} {...area} />
    </Frame>
  )
}

function Frame({ id, label, hint, error, children }: Shared & { id: string; children: React.ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1.5 text-[0.8125rem] font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

const describe = (id: string, hint?: string, error?: string) =>
  [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean).join(' ') || undefined
