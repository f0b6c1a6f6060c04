import { useQuery } from '@tanstack/react-query'
import type { Platform } from '@/api/types'
import { Banner } from '@/components/Banner'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { registrationWords } from '@/language/en/registration'
import { guideQuery } from './platformQueries'
import { RegistrationForm } from './RegistrationForm'
import { RegistrationSteps } from './RegistrationSteps'
import { ServerRegistrations } from './ServerRegistrations'

/** How the operator gets a client id, and where to enter it. */
export function PlatformSetup({ platform }: { platform: Platform }) {
  const t = registrationWords()
  const { data: guide, error, refetch } = useQuery(guideQuery(platform.id))
  if (!guide) return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <CardSkeletons label={t.loadingSteps} count={2} className="grid gap-4" />

  const { source } = platform.registration
  const isFixed = source === 'configuration' || source === 'built_in'
  const server = guide.per_server
  return (
    <div className="space-y-5">
      {source !== 'built_in' && guide.kind !== 'built_in' && <RegistrationSteps guide={guide} />}
      {guide.kind !== 'automatic' && (server === null || server.default !== null) && (
        <section aria-labelledby="registration" className="panel space-y-5 p-5 sm:p-6">
          <h2 id="registration" className="text-base font-semibold">
            {server === null ? t.registration : t.registrationAt(server.default ?? '')}
          </h2>
          {isFixed ? <FixedRegistration platform={platform} builtIn={guide.kind === 'built_in'} /> : <RegistrationForm platform={platform} guide={guide} />}
        </section>
      )}
      {server !== null && <ServerRegistrations platform={platform} guide={guide} server={server} />}
    </div>
  )
}

function FixedRegistration({ platform: { id, registration }, builtIn }: { platform: Platform; builtIn: boolean }) {
  const t = registrationWords()
  const isBuiltIn = builtIn || registration.source === 'built_in'
  return (
    <>
      <Banner tone="accent" title={isBuiltIn ? t.builtIn : t.configured}>
        {isBuiltIn ? t.builtInText : t.configuredText(`OAuthHub:Platforms:${id}:ClientId ${t.and} :ClientSecret`)}
      </Banner>
      {registration.client_id !== null && (
        <p className="text-sm text-muted">
          {t.clientId} <code className="font-mono text-[0.8125rem] text-ink">{registration.client_id}</code>
        </p>
      )}
    </>
  )
}
