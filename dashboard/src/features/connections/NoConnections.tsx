import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Cable } from 'lucide-react'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'
import { AgentSnippet } from '@/features/session/AgentSnippet'
import { connectPath } from '@/features/connect/connectPath'
import { useReturnPath } from '@/features/connect/useReturnPath'
import { platformsQuery } from '@/features/platforms/platformQueries'

/** For newcomers: the practice platform needs no registration, so it shows everything in a minute. */
export function NoConnections() {
  const { data: platforms } = useQuery(platformsQuery())
  const returnTo = useReturnPath()
  const practice = platforms?.find(({ category, status }) => category === 'practice' && status === 'ready')
  return (
    <EmptyState
      icon={Cable}
      title="Connect your first account"
      text={
        practice
          ? `You sign in at the platform once; the hub keeps the tokens alive for your agents. ${practice.name}, the practice platform, needs no registration: try it first.`
          : 'You sign in at the platform once; the hub keeps the tokens alive for your agents. Choose a platform to begin.'
      }
    >
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {practice && (
          <a href={connectPath({ platform: practice.id, returnTo })} className={buttonStyle({ look: 'primary' })}>
            Try it with {practice.name}
          </a>
        )}
        <Link to="/platforms" className={buttonStyle({ look: practice ? 'secondary' : 'primary' })}>
          Browse the platforms
        </Link>
      </div>
      <div className="mt-6 w-full max-w-2xl border-t border-line pt-6">
        <AgentSnippet platform={practice?.id ?? 'PLATFORM'} label="Afterwards an agent gets a live token like this" />
      </div>
    </EmptyState>
  )
}
