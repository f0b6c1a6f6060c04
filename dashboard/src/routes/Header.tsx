import { Link } from '@tanstack/react-router'
import { Activity, Bot, HeartPulse, LayoutGrid, Link2 } from 'lucide-react'
import type { Session } from '@/api/types'
import { Mark } from '@/components/Mark'
import { LookMenu } from '@/components/LookMenu'
import { LiveIndicator } from '@/features/events/LiveIndicator'
import { AccountMenu } from '@/features/session/AccountMenu'
import { shellWords } from '@/language/en/shell'

/** Where it is narrow, pictures above small words, so that all of them fit without scrolling; else words in a row. */
const navLink =
  'flex flex-col items-center gap-0.5 rounded-lg px-1 py-1.5 text-[0.6875rem] leading-tight font-medium whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-ink data-[status=active]:bg-raised data-[status=active]:text-ink sm:px-3 lg:text-sm lg:leading-normal'
const navIcon = 'size-5 lg:hidden'

export function Header({ session }: { session: Session }) {
  const t = shellWords()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-canvas/85 backdrop-blur-md">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-2 px-4 sm:px-6 lg:h-14">
        <Link to="/" className="mr-auto flex h-14 items-center gap-2.5 font-semibold tracking-tight lg:mr-4">
          <Mark />
          OAuthHub
        </Link>
        <nav aria-label={t.main} className="order-last -mx-1 flex w-full flex-wrap justify-between pb-1.5 sm:justify-start sm:gap-1 lg:order-none lg:mx-0 lg:mr-auto lg:w-auto lg:pb-0">
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={navLink}>
            <Link2 aria-hidden className={navIcon} />
            {t.connections}
          </Link>
          <Link to="/platforms" className={navLink}>
            <LayoutGrid aria-hidden className={navIcon} />
            {t.platforms}
          </Link>
          <Link to="/agents" className={navLink}>
            <Bot aria-hidden className={navIcon} />
            {t.agents}
          </Link>
          <Link to="/activity" activeOptions={{ includeSearch: false }} className={navLink}>
            <Activity aria-hidden className={navIcon} />
            {t.activity}
          </Link>
          {session.role === 'operator' && (
            <Link to="/health" className={navLink}>
              <HeartPulse aria-hidden className={navIcon} />
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
