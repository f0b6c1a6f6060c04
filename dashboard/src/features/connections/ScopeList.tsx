import { TriangleAlert } from 'lucide-react'
import { connectionsWords } from '@/language/en/connections'

/** What the person allowed; what was asked for and not allowed stands out. */
export function ScopeList({ granted, missing }: { granted: string[]; missing: string[] }) {
  if (granted.length + missing.length === 0) return <>{connectionsWords().noScopes}</>
  return (
    <ul className="mt-1 flex flex-wrap gap-1 font-mono text-xs">
      {missing.map((scope) => (
        <li key={scope} className="inline-flex items-center gap-1 rounded-md bg-warn-soft px-1.5 py-0.5 break-all text-warn">
          <TriangleAlert aria-hidden className="size-3 shrink-0" />
          {scope}
          <span className="font-sans font-medium">{connectionsWords().notGranted}</span>
        </li>
      ))}
      {granted.map((scope) => (
        <li key={scope} className="rounded-md bg-raised px-1.5 py-0.5 break-all">
          {scope}
        </li>
      ))}
    </ul>
  )
}
