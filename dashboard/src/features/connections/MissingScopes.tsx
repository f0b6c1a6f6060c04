import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { isLocalPath } from '@/components/localPath'
import { reconnectPath } from '@/features/connect/connectPath'
import { useReturnPath } from '@/features/connect/useReturnPath'

/** What was asked for and not granted can be asked for again, in a new sign-in. */
export function MissingScopes({ connection: { missing_scopes: missing, platform_name: platform, reconnect_url: url, state } }: { connection: Connection }) {
  const returnTo = useReturnPath()
  // Where the person has to sign in anyway, the button for that stands above.
  if (missing.length === 0 || (state !== 'active' && state !== 'degraded') || !isLocalPath(url)) return null
  return (
    <div className="mt-2 space-y-2">
      <p className="text-muted">Calls that need what is not granted will fail. {platform} can be asked for it again; the token stays in use meanwhile.</p>
      <a href={reconnectPath(url, returnTo)} className={buttonStyle({ size: 'small' })}>
        Ask again<span className="sr-only"> for what is not granted at {platform}</span>
      </a>
    </div>
  )
}
