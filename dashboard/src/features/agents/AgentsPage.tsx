import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { AgentKey } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { useIsOperator } from '@/features/session/useIsOperator'
import { WebhookSection } from '@/features/webhooks/WebhookSection'
import { KeyCard } from './KeyCard'
import { keysQuery } from './keyQueries'
import { RevokeDialog } from './RevokeDialog'
import { Snippets } from './Snippets'
import { useNames } from './useNames'

/** The keys by which programs use the hub, and who else hears from it. */
export function AgentsPage() {
  const { data: keys, error, refetch } = useQuery(keysQuery())
  const { names, platformOptions, used } = useNames()
  const isOperator = useIsOperator()
  const [revoking, setRevoking] = useState<AgentKey | null>(null)
  return (
    <>
      <PageHeader title="Agents" text="Each program has a key of its own, which reaches as far as you say.">
        <Link to="/agents/new" className={buttonStyle({ look: 'primary' }, 'max-sm:w-full')}>
          <Plus aria-hidden />
          Make a key
        </Link>
      </PageHeader>
      <div className="space-y-8">
        {keys ? (
          keys.length > 0 ? (
            <ul aria-label="Keys" className="space-y-3">
              {keys.map((key) => (
                <li key={key.id}>
                  <KeyCard agentKey={key} names={names} onRevoke={setRevoking} />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon={KeyRound} title="No agent has a key yet" text="A key says whose accounts a program may use, at which platforms, what it may do, and how long. Give each program its own, so that you can end one without the others.">
              <Link to="/agents/new" className={buttonStyle()}>
                Make the first key
              </Link>
            </EmptyState>
          )
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <CardSkeletons label="Loading the keys…" count={2} className="space-y-3" />
        )}
        <Snippets platforms={platformOptions} platform={used[0]} />
        {isOperator && <WebhookSection />}
      </div>
      {revoking && <RevokeDialog agentKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}
