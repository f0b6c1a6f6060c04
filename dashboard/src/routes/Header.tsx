import { Link } from '@tanstack/react-router'
import type { Session } from '@/api/types'
import { Mark } from '@/components/Mark'
import { LookMenu } from '@/components/LookMenu'
import { LiveIndicator } from '@/features/events/LiveIndicator'
import { AccountMenu } from '@/features/session/AccountMenu'
import { shellWords } from '@/language/en/shell'

const navLink =
  'rounded-lg px-2 py-1.5 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-ink data-[status=active]:bg-raised data-[status=active]:text-ink sm:px-3'

export function Header({ session }: { session: Session }) {
  const t = shellWords()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-canvas/85 backdrop-blur-md">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-2 px-4 sm:h-14 sm:px-6">
        <Link to="/" className="mr-auto flex h-14 items-center gap-2.5 font-semibold tracking-tight sm:mr-4">
          <Mark />
          OAuthHub
        </Link>
        <nav aria-label={t.main} className="order-last -mx-1 flex w-full gap-1 overflow-x-auto pb-2 sm:order-none sm:mx-0 sm:mr-auto sm:w-auto sm:pb-0">
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={navLink}>
            {t.connections}
          </Link>
          <Link to="/platforms" className={navLink}>
            {t.platforms}
          </Link>
          <Link to="/agents" className={navLink}>
            {t.agents}
          </Link>
          <Link to="/activity" activeOptions={{ includeSearch: false }} className={navLink}>
            {t.activity}
          </Link>
          {session.role === 'operator' && (
            <Link to="/health" className={navLink}>
              {t.health}
            </Link>
          )}
        </nav>
        <LiveIndicator />
        <LookMenu />
        <AccountMenu session={session} />
      </div>
    </header>
  )
}
