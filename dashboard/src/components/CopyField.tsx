import { CopyButton } from './CopyButton'

/** Something to be copied exactly as it stands. */
export function CopyField({ label, value, what }: { label: string; value: string; what: string }) {
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">{label}</p>
      <div className="flex items-center gap-2 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem]">{value}</code>
        <CopyButton text={value} what={what} />
      </div>
    </div>
  )
}
