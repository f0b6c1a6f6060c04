import { Link } from '@tanstack/react-router'
import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { Button } from '@/components/Button'
import { isLocalPath } from '@/components/localPath'
import { toneStyle } from '@/components/tones'
import { reconnectPath } from '@/features/connect/connectPath'
import { useReturnPath } from '@/features/connect/useReturnPath'
import { useIsOperator } from '@/features/session/useIsOperator'
import { connectionsWords } from '@/language/en/connections'
import { hubSays } from '@/language/en/hub'
import { stateLooks } from './connectionStates'
import { useConnectionActions } from './useConnectionActions'

/** What is wrong, in a sentence, with the button that repairs it. */
export function Trouble({ connection }: { connection: Connection }) {
  const t = connectionsWords()
  const isOperator = useIsOperator()
  const { release } = useConnectionActions(connection)
  const returnTo = useReturnPath()
  const { state, reason, reason_text: reasonText, platform: platformId, platform_name: platform, account: { name: account }, reconnect_url: reconnectUrl } = connection
  const endsSoon = (state === 'active' || state === 'degraded') && reason === 'ends_soon'
  const why = hubSays('reasons', reason) ?? reasonText
  const text = state === 'active' ? (endsSoon ? why : null) : (why ?? t.trouble[state])
  if (text === null) return null

  const canReconnect = (state === 'needs_reconnect' || state === 'quarantined' || endsSoon) && isLocalPath(reconnectUrl)
  // A record that does not open cannot be used again; the hub would refuse.
  const canRelease = isOperator && state === 'quarantined' && reason !== 'integrity'
  const isOurs = state === 'degraded' && reason === 'app_registration'
  return (
    <div className={`space-y-3 rounded-lg px-3.5 py-3 text-sm ${toneStyle[endsSoon ? 'warn' : stateLooks[state].tone]}`}>
      <p className="text-ink">{text}</p>
      {canReconnect && (
        <p className="text-muted">{t.reconnectHow(platform, account)}</p>
      )}
      {(canReconnect || canRelease || isOurs) && (
        <div className="flex flex-wrap gap-2">
          {canReconnect && (
            <a href={reconnectPath(reconnectUrl, returnTo)} className={buttonStyle({ look: state === 'needs_reconnect' ? 'primary' : 'secondary', size: 'small' })}>
              {t.reconnect}<span className="sr-only"> {platform}</span>
            </a>
          )}
          {canRelease && (
            <Button size="small" busy={release.isPending} onClick={() => release.mutate()}>
              {t.useAgain}
            </Button>
          )}
          {isOurs && (
            <Link to="/platforms/$id" params={{ id: platformId }} className={buttonStyle({ size: 'small' })}>
              {t.checkRegistration}
              <span className="sr-only">{t.ofPlatform(platform)}</span>
            </Link>
          )}
        </div>
      )}
    </div>
  )
}
