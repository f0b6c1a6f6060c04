import { type ComponentProps, useId } from 'react'

export interface Option {
  value: string
  label: string
}

type Props = Omit<ComponentProps<'select'>, 'value' | 'onChange'> & {
  label: string
  value: string | undefined
  /** What stands for "no choice". */
  none: string
  options: Option[]
  onChange: (value: string | undefined) => void
}

/** One of many, or none. A value that is not among the options is shown as it is. */
export function SelectField({ label, value, none, options, onChange, ...select }: Props) {
  const id = useId()
  const isKnown = value === undefined || options.some((option) => option.value === value)
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-[0.8125rem] text-muted">
        {label}
      </label>
      <select id={id} value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)} className="h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2.5 text-sm" {...select}>
        <option value="">{none}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
