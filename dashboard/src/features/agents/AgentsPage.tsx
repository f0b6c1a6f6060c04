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
import { agentsWords } from '@/language/en/agents'
import { KeyCard } from './KeyCard'
import { keysQuery } from './keyQueries'
import { RevokeDialog } from './RevokeDialog'
import { Snippets } from './Snippets'
import { useNames } from './useNames'

/** The keys by which programs use the hub, and who else hears from it. */
export function AgentsPage() {
  const t = agentsWords()
  const { data: keys, error, refetch } = useQuery(keysQuery())
  const { names, platformOptions, used } = useNames()
  const isOperator = useIsOperator()
  const [revoking, setRevoking] = useState<AgentKey | null>(null)
  return (
    <>
      <PageHeader title={t.title} text={t.text}>
        <Link to="/agents/new" className={buttonStyle({ look: 'primary' }, 'max-sm:w-full')}>
          <Plus aria-hidden />
          {t.makeKey}
        </Link>
      </PageHeader>
      <div className="space-y-8">
        {keys ? (
          keys.length > 0 ? (
            <ul aria-label={t.keys} className="space-y-3">
              {keys.map((key) => (
                <li key={key.id}>
                  <KeyCard agentKey={key} names={names} onRevoke={setRevoking} />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon={KeyRound} title={t.none} text={t.noneText}>
              <Link to="/agents/new" className={buttonStyle()}>
                {t.makeFirst}
              </Link>
            </EmptyState>
          )
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <CardSkeletons label={t.loading} count={2} className="space-y-3" />
        )}
        <Snippets platforms={platformOptions} platform={used[0]} />
        {isOperator && <WebhookSection />}
      </div>
      {revoking && <RevokeDialog agentKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}
