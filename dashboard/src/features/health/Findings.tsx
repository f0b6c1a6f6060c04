import type { HealthFinding } from '@/api/types'
import { Banner } from '@/components/Banner'
import { healthWords } from '@/language/en/health'

const tones = { critical: 'bad', warning: 'warn', notice: 'accent' } as const

/** What is wrong and what to do; that all is well, where nothing is. */
export function Findings({ findings, well }: { findings: HealthFinding[]; well: string }) {
  if (findings.length === 0) return <Banner tone="good" title={well} />
  return (
    <ul aria-label={healthWords().wrong} className="space-y-3">
      {findings.map(({ code, severity, title, remedy, platform }) => (
        <li lang="en" key={`${code} ${platform ?? ''} ${title}`}>
          <Banner tone={tones[severity]} title={title}>
            {remedy}
          </Banner>
        </li>
      ))}
    </ul>
  )
}
