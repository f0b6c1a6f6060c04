import type { Connection, DisconnectAnswer } from '@/api/types'
import { asProblem } from '@/api/problem'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { ExternalLink } from '@/components/ExternalLink'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { useDisconnect } from './useConnectionActions'

interface Props {
  /** As it was when it was asked for: its card goes away while the dialog still tells how it ended. */
  connection: Connection
  onClose: (isGone: boolean) => void
}

export function DisconnectDialog({ connection, onClose }: Props) {
  const t = connectionsWords()
  const disconnect = useDisconnect()
  const { id, platform_name: platform, account } = connection
  if (disconnect.data)
    return <Dialog open onClose={() => onClose(true)} title={disconnect.data.state === 'revoked' ? t.disconnected : t.disconnecting} description={<Ending answer={disconnect.data} platform={platform} />} cancel={commonWords().close} />

  const problem = disconnect.error && asProblem(disconnect.error)
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t.disconnectWhich(account.name, platform)}
      description={
        <>
          <p>{t.disconnectText(platform)}</p>
          {problem && (
            <p role="alert" className="font-medium text-bad">
              {problem.title} {problem.detail}
            </p>
          )}
        </>
      }
      cancel={commonWords().keepIt}
    >
      <Button look="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate(id)}>
        {t.disconnect}
      </Button>
    </Dialog>
  )
}

function Ending({ answer, platform }: { answer: DisconnectAnswer; platform: string }) {
  const t = connectionsWords()
  return (
    <>
      <p>{sentence(answer, platform)}</p>
      {answer.manual_url !== null && (
        <p>
          {t.lookYourself} <ExternalLink href={answer.manual_url}>{t.connectedApps(platform)}</ExternalLink>
        </p>
      )}
    </>
  )
}

function sentence({ state, revoked_at_provider: wasTold }: DisconnectAnswer, platform: string) {
  const t = connectionsWords()
  if (state === 'revoking') return t.notToldYet(platform)
  return wasTold ? t.told(platform) : t.notTold(platform)
}
