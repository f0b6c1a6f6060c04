import { Search } from 'lucide-react'
import { useEffect, useRef } from 'react'

interface Props {
  label: string
  value: string
  onChange: (text: string) => void
}

/** While somebody types, the address follows the field, a little later, and must not take letters back; otherwise the field follows the address. */
export function SearchField({ label, value, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value
  }, [value])

  return (
    <label className="relative block w-full sm:w-72">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <input
        ref={input}
        type="search"
        defaultValue={value}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-sm placeholder:text-muted"
      />
    </label>
  )
}
