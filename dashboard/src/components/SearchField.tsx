import { Search } from 'lucide-react'

/** Keeps its own text: the address that it writes to follows a little later and must not take letters back. */
export function SearchField({ label, initial, onChange }: { label: string; initial: string; onChange: (text: string) => void }) {
  return (
    <label className="relative block w-full sm:w-72">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <input
        type="search"
        defaultValue={initial}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-sm placeholder:text-muted"
      />
    </label>
  )
}
