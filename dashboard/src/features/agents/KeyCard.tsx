import { Link } from '@tanstack/react-router'
import { CircleCheck, Clock } from 'lucide-react'
import type { AgentKey } from '@/api/types'
import { Button } from '@/components/Button'
import { buttonStyle } from '@/components/buttonStyle'
import { LetterLogo } from '@/components/LetterLogo'
import { Pill } from '@/components/Pill'
import { RelativeTime } from '@/components/RelativeTime'
import { agentsWords } from '@/language/en/agents'
import { limitsInWords, type Names } from './limitsInWords'

interface Props {
  agentKey: AgentKey
  names: Names
  onRevoke: (key: AgentKey) => void
}

export function KeyCard({ agentKey, names, onRevoke }: Props) {
  const t = agentsWords()
  const { id, name, prefix, expired, expires_at: end, last_used_at: used, last_used_from: from } = agentKey
  return (
    <article aria-label={name} className="panel p-4 sm:p-5">
      <div className="flex items-center gap-3">
        <LetterLogo name={name} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate leading-tight font-semibold">{name}</h2>
          <p className="truncate font-mono text-xs text-muted">{prefix === null ? id : `${prefix}…`}</p>
        </div>
        {expired ? (
          <Pill tone="bad" icon={Clock}>
            {t.over}
          </Pill>
        ) : (
          <Pill tone="good" icon={CircleCheck}>
            {t.valid}
          </Pill>
        )}
      </div>
      <p className="mt-3">{limitsInWords(agentKey, names)}</p>
      <div className="mt-3 flex flex-wrap items-center gap-x-1 gap-y-2 border-t border-line pt-3 text-sm">
        <p className="mr-auto text-muted max-sm:w-full">
          {used === null ? (
            t.neverUsed
          ) : (
            <>
              {t.used} <RelativeTime at={used} />
              {from !== null && t.usedFrom(from)}
            </>
          )}
          {end !== null && (
            <>
              {` · ${expired ? t.ended : t.ends} `}
              <RelativeTime at={end} />
            </>
          )}
        </p>
        <Link to="/activity" search={{ who: id }} className={buttonStyle({ look: 'quiet', size: 'small' }, 'max-sm:-ml-2.5')}>
          {t.activity}
          <span className="sr-only">{t.of(name)}</span>
        </Link>
        <Link to="/agents/$id" params={{ id }} className={buttonStyle({ look: 'quiet', size: 'small' })}>
          {t.change}<span className="sr-only"> {name}</span>
        </Link>
        <Button look="quietDanger" size="small" onClick={() => onRevoke(agentKey)}>
          {t.revoke}<span className="sr-only"> {name}</span>
        </Button>
      </div>
    </article>
  )
}
