import { useId } from 'react'
import { inlineField } from '@/components/inlineField'
import { SelectField } from '@/components/SelectField'
import { commonWords } from '@/language/en/common'
import { auditWords } from '@/language/en/audit'
import type { AuditFilter } from './auditFilter'
import type { AuditNames } from './useAuditNames'

interface Props {
  filter: AuditFilter
  names: AuditNames
  onFilter: (filter: AuditFilter) => void
}

export function AuditFilters({ filter, names, onFilter }: Props) {
  const t = auditWords()
  const { all } = commonWords()
  const deedOptions = Object.entries(t.deeds).map(([value, label]) => ({ value, label }))
  const outcomeOptions = [
    { value: 'ok', label: t.done },
    { value: 'failed', label: t.failed },
  ]
  const change = (part: AuditFilter | Partial<AuditFilter>) => onFilter({ ...filter, ...part })
  return (
    <div role="search" aria-label={t.filter} className="mb-5 grid grid-cols-2 gap-3 max-sm:*:first:col-span-2 sm:grid-cols-4 lg:grid-cols-7">
      <SelectField label={t.who} none={t.anybody} value={filter.who} options={names.actorOptions} onChange={(who) => change({ who })} />
      <SelectField label={t.what} none={t.anything} value={filter.what} options={deedOptions} onChange={(what) => change({ what })} />
      <SelectField label={t.platform} none={all} value={filter.platform} options={names.platformOptions} onChange={(platform) => change({ platform })} />
      <SelectField label={t.account} none={all} value={filter.connection} options={names.connectionOptions} onChange={(connection) => change({ connection })} />
      <SelectField label={t.outcome} none={t.any} value={filter.outcome} options={outcomeOptions} onChange={(outcome) => change({ outcome })} />
      <Day label={t.from} value={filter.from} onChange={(from) => change({ from })} />
      <Day label={t.to} value={filter.to} onChange={(to) => change({ to })} />
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
