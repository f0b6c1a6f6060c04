import { useState } from 'react'
import type { GuideServer, Platform, PlatformGuide } from '@/api/types'
import { Button } from '@/components/Button'
import { commonWords } from '@/language/en/common'
import { registrationWords } from '@/language/en/registration'
import { RegistrationForm } from './RegistrationForm'
import { RemoveRegistrationDialog } from './RemoveRegistrationDialog'
import { useRegistration } from './useRegistration'

/** Where each server of a platform gives out its own clients: those that are there, and a form for one more. */
export function ServerRegistrations({ platform, guide, server }: { platform: Platform; guide: PlatformGuide; server: GuideServer }) {
  const t = registrationWords()
  const { remove } = useRegistration(platform.id)
  const [leaving, setLeaving] = useState<string>()
  return (
    <section aria-labelledby="servers" className="panel space-y-5 p-5 sm:p-6">
      <div>
        <h2 id="servers" className="text-base font-semibold">
          {server.default === null ? t.servers : t.otherServers}
        </h2>
        <p className="mt-1 text-sm text-muted">{t.serversText(platform.name)}</p>
      </div>
      {platform.instances.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line text-sm">
          {platform.instances.map(({ instance, client_id: clientId, source }) => (
            <li key={instance} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="font-medium">{instance}</span>
              <code className="min-w-0 flex-1 truncate font-mono text-[0.8125rem] text-muted">{clientId}</code>
              {source === 'dashboard' ? (
                <Button size="small" look="quietDanger" aria-label={t.removeServer(instance)} onClick={() => setLeaving(instance)}>
                  {commonWords().remove}
                </Button>
              ) : (
                <span className="text-muted">{t.inConfiguration}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <RegistrationForm platform={platform} guide={guide} server={server} />
      <RemoveRegistrationDialog name={leaving ?? platform.name} open={leaving !== undefined} onClose={() => setLeaving(undefined)} onConfirm={() => remove.mutate(leaving)} />
    </section>
  )
}
