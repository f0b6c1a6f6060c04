import { useId } from 'react'
import { inlineField } from '@/components/inlineField'
import { SelectField } from '@/components/SelectField'
import type { AuditFilter } from './auditFilter'
import { deeds } from './auditWords'
import type { AuditNames } from './useAuditNames'

interface Props {
  filter: AuditFilter
  names: AuditNames
  onFilter: (filter: AuditFilter) => void
}

const deedOptions = Object.entries(deeds).map(([value, { label }]) => ({ value, label }))
const outcomeOptions = [
  { value: 'ok', label: 'Done' },
  { value: 'failed', label: 'Refused or failed' },
]

export function AuditFilters({ filter, names, onFilter }: Props) {
  const change = (part: AuditFilter | Partial<AuditFilter>) => onFilter({ ...filter, ...part })
  return (
    <div role="search" aria-label="Filter the activity" className="mb-5 grid grid-cols-2 gap-3 max-sm:*:first:col-span-2 sm:grid-cols-4 lg:grid-cols-7">
      <SelectField label="Who" none="Anybody" value={filter.who} options={names.actorOptions} onChange={(who) => change({ who })} />
      <SelectField label="What" none="Anything" value={filter.what} options={deedOptions} onChange={(what) => change({ what })} />
      <SelectField label="Platform" none="All" value={filter.platform} options={names.platformOptions} onChange={(platform) => change({ platform })} />
      <SelectField label="Account" none="All" value={filter.connection} options={names.connectionOptions} onChange={(connection) => change({ connection })} />
      <SelectField label="Outcome" none="Any" value={filter.outcome} options={outcomeOptions} onChange={(outcome) => change({ outcome })} />
      <Day label="From" value={filter.from} onChange={(from) => change({ from })} />
      <Day label="To" value={filter.to} onChange={(to) => change({ to })} />
    </div>
  )
}

function Day({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-[0.8125rem] text-muted">
        {label}
      </label>
      <input id={id} type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)} className={`${inlineField} min-w-0 px-2!`} />
    </div>
  )
}
