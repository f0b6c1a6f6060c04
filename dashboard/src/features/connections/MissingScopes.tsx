import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { isLocalPath } from '@/components/localPath'
import { reconnectPath } from '@/features/connect/connectPath'
import { useReturnPath } from '@/features/connect/useReturnPath'
import { connectionWords } from '@/language/en/connection'

/** What was asked for and not granted can be asked for again, in a new sign-in. */
export function MissingScopes({ connection: { missing_scopes: missing, platform_name: platform, reconnect_url: url, state } }: { connection: Connection }) {
  const t = connectionWords()
  const returnTo = useReturnPath()
  // Where the person has to sign in anyway, the button for that stands above.
  if (missing.length === 0 || (state !== 'active' && state !== 'degraded') || !isLocalPath(url)) return null
  return (
    <div className="mt-2 space-y-2">
      <p className="text-muted">{t.missing(platform)}</p>
      <a href={reconnectPath(url, returnTo)} className={buttonStyle({ size: 'small' })}>
        {t.askAgain}<span className="sr-only">{t.askAgainFor(platform)}</span>
      </a>
    </div>
  )
}
