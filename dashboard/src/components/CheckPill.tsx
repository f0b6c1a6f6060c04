import type { ComponentProps } from 'react'

/** A checkbox or radio button that looks like a word of a sentence, chosen or not. */
export function CheckPill({ children, title, ...input }: ComponentProps<'input'>) {
  return (
    <label
      title={title}
      className="inline-flex h-8 cursor-pointer items-center rounded-full border border-line-strong px-3 text-[0.8125rem] font-medium text-muted transition-colors select-none hover:bg-raised has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
    >
      <input className="sr-only" type="checkbox" {...input} />
      {children}
    </label>
  )
}
