import { useQuery } from '@tanstack/react-query'
import type { Platform } from '@/api/types'
import { Banner } from '@/components/Banner'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { guideQuery } from './platformQueries'
import { RegistrationForm } from './RegistrationForm'
import { RegistrationSteps } from './RegistrationSteps'
import { ServerRegistrations } from './ServerRegistrations'

/** How the operator gets a client id, and where to enter it. */
export function PlatformSetup({ platform }: { platform: Platform }) {
  const { data: guide, error, refetch } = useQuery(guideQuery(platform.id))
  if (!guide) return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <CardSkeletons label="Loading the steps…" count={2} className="grid gap-4" />

  const { source } = platform.registration
  const isFixed = source === 'configuration' || source === 'built_in'
  const server = guide.per_server
  return (
    <div className="space-y-5">
      {source !== 'built_in' && guide.kind !== 'built_in' && <RegistrationSteps guide={guide} />}
      {guide.kind !== 'automatic' && (server === null || server.default !== null) && (
        <section aria-labelledby="registration" className="panel space-y-5 p-5 sm:p-6">
          <h2 id="registration" className="text-base font-semibold">
            App registration{server !== null && ` at ${server.default ?? ''}`}
          </h2>
          {isFixed ? <FixedRegistration platform={platform} builtIn={guide.kind === 'built_in'} /> : <RegistrationForm platform={platform} guide={guide} />}
        </section>
      )}
      {server !== null && <ServerRegistrations platform={platform} guide={guide} server={server} />}
    </div>
  )
}

function FixedRegistration({ platform: { id, registration }, builtIn }: { platform: Platform; builtIn: boolean }) {
  const isBuiltIn = builtIn || registration.source === 'built_in'
  return (
    <>
      <Banner tone="accent" title={isBuiltIn ? 'This platform comes ready with the hub.' : 'This registration is set in the hub’s configuration.'}>
        {isBuiltIn
          ? 'There is nothing to enter and nothing to change.'
          : `It cannot be edited here. Change OAuthHub:Platforms:${id}:ClientId and :ClientSecret where the hub is configured, then restart it.`}
      </Banner>
      {registration.client_id !== null && (
        <p className="text-sm text-muted">
          Client id: <code className="font-mono text-[0.8125rem] text-ink">{registration.client_id}</code>
        </p>
      )}
    </>
  )
}
