/** A field inside a sentence or beside others, which has its name elsewhere. */
export const inlineField = 'h-9 w-full rounded-lg border border-line-strong bg-surface px-3 text-sm placeholder:text-muted aria-invalid:border-bad'
