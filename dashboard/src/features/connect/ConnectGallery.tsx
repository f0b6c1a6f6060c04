import { Link } from '@tanstack/react-router'
import { ChevronRight, KeyRound } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Platform } from '@/api/types'
import { LetterLogo } from '@/components/LetterLogo'
import { Pill } from '@/components/Pill'
import { filterPlatforms, inWords, type PlatformFilter } from '@/features/platforms/platformFilter'
import { PlatformFilterBar } from '@/features/platforms/PlatformFilterBar'
import { commonWords } from '@/language/en/common'
import { connectWords } from '@/language/en/connect'
import { shellWords } from '@/language/en/shell'
import { noConnect } from './connectSearch'

const row = 'flex items-center gap-3 rounded-lg px-3 py-2.5 hover:bg-raised'

/** All platforms that can be connected, those that need nothing more first. */
export function ConnectGallery({ platforms }: { platforms: Platform[] }) {
  const [filter, setFilter] = useState<PlatformFilter>({ q: undefined, category: undefined })
  const top = useRef<HTMLDivElement>(null)
  // The list may come after the dialog has opened.
  useEffect(() => top.current?.querySelector('input')?.focus({ preventScroll: true }), [])
  const connectable = platforms.filter(({ status }) => status !== 'unavailable')
  const shown = filterPlatforms(connectable, filter)
  return (
    <>
      <div ref={top} className="space-y-2 border-b border-line px-5 py-3 sm:px-6">
        <PlatformFilterBar platforms={connectable} filter={filter} onFilter={setFilter} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-2 sm:min-h-72 sm:px-3">
        {shown.length > 0 ? (
          <ul aria-label={shellWords().platforms}>
            {shown.map((platform) => (
              <li key={platform.id}>
                <Row platform={platform} />
              </li>
            ))}
          </ul>
        ) : (
          <p role="status" className="px-3 py-10 text-center text-muted">
            {connectWords().noMatch}
          </p>
        )}
      </div>
    </>
  )
}

function Row({ platform }: { platform: Platform }) {
  const words = (
    <>
      <LetterLogo name={platform.name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{platform.name}</span>
        <span className="block truncate text-[0.8125rem] text-muted">
          {inWords(platform.category)}
          {platform.custom && ` · ${commonWords().yours}`}
        </span>
      </span>
    </>
  )
  if (platform.status === 'ready')
    return (
      <Link to="." search={(previous) => ({ ...previous, connect: platform.id })} replace className={row}>
        {words}
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
      </Link>
    )
  return (
    <Link to="/platforms/$id" params={{ id: platform.id }} search={noConnect} className={row}>
      {words}
      <Pill tone="neutral" icon={KeyRound}>
        {connectWords().setUpFirst}
      </Pill>
    </Link>
  )
}
