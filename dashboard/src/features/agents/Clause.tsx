import { type ReactNode, useId } from 'react'

interface Props {
  /** The words of the sentence before what is chosen. */
  words: string
  hint?: string
  error?: string | undefined
  children: ReactNode
}

/** One part of the sentence that a key's form is. */
export function Clause({ words, hint, error, children }: Props) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className="grid gap-x-4 gap-y-1.5 py-3.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <p id={id} className="font-medium sm:pt-1">
        {words}
      </p>
      <div className="min-w-0 space-y-2">
        {children}
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
            {hint}
          </p>
        )}
        {error !== undefined && (
          <p role="alert" className="text-[0.8125rem] font-medium text-bad">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}
