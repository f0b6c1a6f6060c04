import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Cable } from 'lucide-react'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'
import { AgentSnippet } from '@/features/session/AgentSnippet'
import { connectPath } from '@/features/connect/connectPath'
import { useReturnPath } from '@/features/connect/useReturnPath'
import { platformsQuery } from '@/features/platforms/platformQueries'
import { connectionsWords } from '@/language/en/connections'

/** For newcomers: the practice platform needs no registration, so it shows everything in a minute. */
export function NoConnections() {
  const t = connectionsWords()
  const { data: platforms } = useQuery(platformsQuery())
  const returnTo = useReturnPath()
  const practice = platforms?.find(({ category, status }) => category === 'practice' && status === 'ready')
  return (
    <EmptyState
      icon={Cable}
      title={t.first}
      text={practice ? t.firstWithPractice(practice.name) : t.firstText}
    >
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {practice && (
          <a href={connectPath({ platform: practice.id, returnTo })} className={buttonStyle({ look: 'primary' })}>
            {t.tryWith(practice.name)}
          </a>
        )}
        <Link to="/platforms" className={buttonStyle({ look: practice ? 'secondary' : 'primary' })}>
          {t.browse}
        </Link>
      </div>
      <div className="mt-6 w-full max-w-2xl border-t border-line pt-6">
        <AgentSnippet platform={practice?.id ?? 'PLATFORM'} label={t.afterwards} />
      </div>
    </EmptyState>
  )
}
