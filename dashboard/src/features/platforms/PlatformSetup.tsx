import type { Platform } from '@/api/types'
import { Banner } from '@/components/Banner'
import { CopyField } from '@/components/CopyField'
import { ExternalLink } from '@/components/ExternalLink'
import { RegistrationForm } from './RegistrationForm'

/** How the operator gets a client id, and where to enter it. */
export function PlatformSetup({ platform }: { platform: Platform }) {
  const { source } = platform.registration
  return (
    <div className="space-y-5">
      {source !== 'built_in' && (
        <section aria-labelledby="steps" className="panel space-y-5 p-5 sm:p-6">
          <h2 id="steps" className="text-base font-semibold">
            Register the hub at {platform.name}
          </h2>
          <CopyField label="Redirect address, to be entered there exactly" value={platform.redirect_uri} what="the redirect address" />
          {platform.redirect_warnings.map((warning) => (
            <Banner key={warning} tone="warn" title="This address will not be accepted as it is.">
              {warning}
            </Banner>
          ))}
          {platform.setup_steps.length > 0 && (
            <ol className="space-y-3">
              {platform.setup_steps.map((step, index) => (
                <li key={step} className="flex gap-3">
                  <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-raised text-xs font-semibold text-muted">
                    {index + 1}
                  </span>
                  <span>{step}</span>
                </li>
              ))}
            </ol>
          )}
          {platform.setup_url !== null && <ExternalLink href={platform.setup_url}>Open the developer page of {platform.name}</ExternalLink>}
        </section>
      )}
      <section aria-labelledby="registration" className="panel space-y-5 p-5 sm:p-6">
        <h2 id="registration" className="text-base font-semibold">
          App registration
        </h2>
        {source === 'configuration' || source === 'built_in' ? <FixedRegistration platform={platform} /> : <RegistrationForm platform={platform} />}
      </section>
    </div>
  )
}

function FixedRegistration({ platform: { id, registration } }: { platform: Platform }) {
  return (
    <>
      <Banner tone="accent" title={registration.source === 'built_in' ? 'This platform comes ready with the hub.' : 'This registration is set in the hub’s configuration.'}>
        {registration.source === 'built_in'
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
