import { X } from 'lucide-react'
import { commonWords } from '@/language/en/common'
import type { Option } from './SelectField'

interface Props {
  /** What one of them is: "platform". */
  what: string
  /** What it means when none is chosen: "all platforms". */
  none: string
  options: Option[]
  values: string[]
  onChange: (values: string[]) => void
}

/** Several of many: the chosen ones as chips, the others to be added. */
export function ChipPicker({ what, none, options, values, onChange }: Props) {
  const t = commonWords()
  const left = options.filter(({ value }) => !values.includes(value))
  const labelOf = (value: string) => options.find((option) => option.value === value)?.label ?? value
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {values.length === 0 ? (
        <span className="mr-1 font-medium">{none}</span>
      ) : (
        <ul aria-label={t.chosen(what)} className="contents">
          {values.map((value) => (
            <li key={value} className="inline-flex h-8 max-w-full items-center rounded-full bg-accent-soft pr-1 pl-3 text-[0.8125rem] font-medium text-accent">
              <span className="truncate">{labelOf(value)}</span>
              <button type="button" aria-label={t.leaveOut(labelOf(value))} className="ml-1 grid size-6 shrink-0 place-items-center rounded-full hover:bg-raised" onClick={() => onChange(values.filter((one) => one !== value))}>
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <select
          aria-label={t.add(what)}
          value=""
          onChange={(event) => onChange([...values, event.target.value])}
          className="h-8 max-w-52 rounded-full border border-dashed border-line-strong bg-surface px-2.5 text-[0.8125rem] text-muted"
        >
          <option value="">{values.length === 0 ? t.onlySome : t.andMore}</option>
          {left.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
