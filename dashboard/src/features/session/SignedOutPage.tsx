import { useQuery } from '@tanstack/react-query'
import { KeyRound, LogIn, RotateCw } from 'lucide-react'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { buttonStyle } from '@/components/buttonStyle'
import { isLocalPath } from '@/components/localPath'
import { Mark } from '@/components/Mark'
import { signInWords } from '@/language/en/signIn'
import { signInWaysQuery } from './sessionQueries'
import { signInReason } from './signInReasons'

interface Props {
  /** Why the last try to sign in failed. */
  reason: string | undefined
  onRetry: () => void
}

export function SignedOutPage({ reason, onRetry }: Props) {
  const t = signInWords()
  const { data: ways = [] } = useQuery(signInWaysQuery())
  const buttons = ways.filter((way) => way.path !== null && isLocalPath(way.path))
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>{`${t.title} · OAuthHub`}</title>
      <div className="w-full max-w-md">
        <p className="mb-6 flex items-center justify-center gap-2.5 text-lg font-semibold">
          <Mark />
          OAuthHub
        </p>
        <section className="panel p-7">
          <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
            <KeyRound aria-hidden className="size-5" />
          </span>
          <h1 className="mt-4 text-xl font-semibold">{t.signedOut}</h1>
          {reason !== undefined && (
            <div className="mt-3">
              <Banner tone="bad" title={t.failed} live="alert">
                {signInReason(reason)}
              </Banner>
            </div>
          )}
          {buttons.map(({ kind, name, path }) => (
            <a key={kind} href={`${path ?? ''}?return_to=${encodeURIComponent(here())}`} className={buttonStyle({ look: 'primary' }, 'mt-5 w-full')}>
              <LogIn aria-hidden />
              {t.continueWith(name)}
            </a>
          ))}
          <p className="mt-4 text-muted">{buttons.length > 0 ? t.orOpenLink : t.openLink}</p>
          <code className="mt-3 block rounded-lg border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] break-all">{window.location.origin}/signin?t=…</code>
          <p className="mt-3 text-muted">{t.noLink}</p>
          <Button className="mt-5 w-full" onClick={onRetry}>
            <RotateCw aria-hidden />
            {t.tryAgain}
          </Button>
        </section>
      </div>
    </main>
  )
}

/** The page that was asked for. What stood after it was said of the last try, or can be set again there. */
const here = () => (window.location.pathname.startsWith('/dashboard/') ? window.location.pathname : '/dashboard')
