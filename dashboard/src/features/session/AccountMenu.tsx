import { Link } from '@tanstack/react-router'
import { ChevronDown, LogOut, Monitor } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { Session } from '@/api/types'
import { LetterLogo } from '@/components/LetterLogo'
import { buttonStyle } from '@/components/buttonStyle'
import { shellWords } from '@/language/en/shell'
import { useSignOut } from './useSignOut'

const item = 'flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-raised'

export function AccountMenu({ session }: { session: Session }) {
  const t = shellWords()
  const signOut = useSignOut()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonStyle({ look: 'quiet' }, 'px-1.5!')}>
        <span className="sr-only">{t.accountOf}</span>
        <LetterLogo name={session.name} size="small" round />
        <span className="max-w-40 truncate text-ink max-sm:sr-only">{session.name}</span>
        <ChevronDown aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className="panel animate-rise z-50 min-w-48 p-1 shadow-lg!">
          <DropdownMenu.Label className="px-2.5 py-1.5 text-[0.8125rem] text-muted">
            {t.signedInAs} <span className="font-medium text-ink">{session.name}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Item asChild>
            <Link to="/sessions" className={item}>
              <Monitor aria-hidden className="size-4 text-muted" />
              {t.sessions}
            </Link>
          </DropdownMenu.Item>
          {/* Whom a proxy names in each request has no session to end. */}
          {session.signed_in_by !== 'header' && (
            <DropdownMenu.Item
              onSelect={() => signOut.mutate()}
              className={item}
            >
              <LogOut aria-hidden className="size-4 text-muted" />
              {t.signOut}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
