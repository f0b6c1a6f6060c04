import { Link } from '@tanstack/react-router'
import { Ban, CircleCheck, KeyRound } from 'lucide-react'
import type { Platform } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { LetterLogo } from '@/components/LetterLogo'
import { Pill } from '@/components/Pill'
import { connectTo } from '@/features/connect/connectSearch'
import { commonWords } from '@/language/en/common'
import { platformsWords } from '@/language/en/platforms'
import { inWords } from './platformFilter'

export function PlatformTile({ platform }: { platform: Platform }) {
  const t = platformsWords()
  return (
    <article aria-label={platform.name} className="panel flex flex-col gap-4 p-4">
      <div className="flex items-center gap-3">
        <LetterLogo name={platform.name} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{platform.name}</h2>
          <p className="truncate text-[0.8125rem] text-muted">
            {inWords(platform.category)}
            {platform.custom && ` · ${commonWords().yours}`}
          </p>
        </div>
        <StatusPill platform={platform} />
      </div>
      {platform.status === 'unavailable' ? (
        <p className="text-sm text-muted">{platform.unavailable_reason ?? t.noOAuth}</p>
      ) : (
        <div className="mt-auto flex gap-2">
          {platform.status === 'ready' && (
            <Link to="." search={connectTo(platform.id)} className={buttonStyle({ look: 'primary', size: 'small' }, 'flex-1')}>
              {t.connect}<span className="sr-only"> {platform.name}</span>
            </Link>
          )}
          <Link
            to="/platforms/$id"
            params={{ id: platform.id }}
            className={buttonStyle({ look: platform.status === 'ready' ? 'quiet' : 'secondary', size: 'small' }, platform.status === 'ready' ? '' : 'flex-1')}
          >
            {platform.status === 'ready' ? t.settings : t.setUp}
            <span className="sr-only"> {platform.name}</span>
          </Link>
        </div>
      )}
    </article>
  )
}

export function StatusPill({ platform: { status } }: { platform: Platform }) {
  const t = platformsWords()
  if (status === 'ready')
    return (
      <Pill tone="good" icon={CircleCheck}>
        {t.ready}
      </Pill>
    )
  if (status === 'needs_registration')
    return (
      <Pill tone="neutral" icon={KeyRound}>
        {t.notSetUp}
      </Pill>
    )
  return (
    <Pill tone="warn" icon={Ban}>
      {t.unavailable}
    </Pill>
  )
}
