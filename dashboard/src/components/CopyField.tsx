import { CopyButton } from './CopyButton'

/** Something to be copied exactly as it stands. */
interface Props {
  label: string
  value: string
  what: string
  onCopied?: () => void
}

export function CopyField({ label, value, what, onCopied }: Props) {
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">{label}</p>
      <div className="flex items-center gap-2 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem]">{value}</code>
        <CopyButton text={value} what={what} onCopied={onCopied} />
      </div>
    </div>
  )
}
