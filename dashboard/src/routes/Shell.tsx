import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Session } from '@/api/types'
import { OfflineBanner } from '@/components/Offline'
import { noConnect } from '@/features/connect/connectSearch'
import { noCallback } from '@/features/connect/callbackSearch'
import { shellWords } from '@/language/en/shell'
import { Header } from './Header'

/** Loaded when somebody connects something. */
const ConnectDialog = lazy(async () => ({ default: (await import('@/features/connect/ConnectDialog')).ConnectDialog }))

/** Loaded when somebody comes back from a platform. */
const CallbackBanner = lazy(async () => ({ default: (await import('@/features/connections/CallbackBanner')).CallbackBanner }))

const root = getRouteApi('__root__')

/** Where a dialog is about to appear. */
const Opening = () => (
  <div role="status" className="fixed inset-0 z-40 bg-black/45">
    <span className="sr-only">{shellWords().loading}</span>
  </div>
)

/** The frame around every page. */
export function Shell({ session }: { session: Session }) {
  const t = shellWords()
  const search = root.useSearch()
  const navigate = useNavigate()
  const dismiss = () => void navigate({ to: '.', search: (previous) => ({ ...previous, ...noCallback }), replace: true })
  const closeConnect = () => void navigate({ to: '.', search: (previous) => ({ ...previous, ...noConnect }), replace: true })
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only z-50 rounded-lg bg-surface px-4 py-2 font-medium focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t.skip}
      </a>
      <Header session={session} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-6">
        <OfflineBanner />
        {search.status !== undefined && (
          <Suspense fallback={null}>
            <CallbackBanner search={search} onDismiss={dismiss} />
          </Suspense>
        )}
        <Outlet />
      </main>
      {search.connect !== undefined && (
        <Suspense fallback={<Opening />}>
          <ConnectDialog chosen={search.connect} onClose={closeConnect} />
        </Suspense>
      )}
      <footer className="mx-auto flex w-full max-w-6xl flex-wrap justify-between gap-x-6 gap-y-1 px-4 py-6 text-[0.8125rem] text-muted sm:px-6">
        <p>
          OAuthHub {session.hub.version}
          {session.hub.environment !== 'Production' && ` · ${session.hub.environment}`}
        </p>
        {session.hub.agent_key_path !== null && (
          <p>
            {t.agentKey} <code className="font-mono text-xs">{session.hub.agent_key_path}</code>
          </p>
        )}
      </footer>
    </div>
  )
}
