import type { Connection, DisconnectAnswer } from '@/api/types'
import { asProblem } from '@/api/problem'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { ExternalLink } from '@/components/ExternalLink'
import { useDisconnect } from './useConnectionActions'

interface Props {
  /** As it was when it was asked for: its card goes away while the dialog still tells how it ended. */
  connection: Connection
  onClose: (isGone: boolean) => void
}

export function DisconnectDialog({ connection, onClose }: Props) {
  const disconnect = useDisconnect()
  const { id, platform_name: platform, account } = connection
  if (disconnect.data)
    return <Dialog open onClose={() => onClose(true)} title={disconnect.data.state === 'revoked' ? 'Disconnected' : 'Disconnecting'} description={<Ending answer={disconnect.data} platform={platform} />} cancel="Close" />

  const problem = disconnect.error && asProblem(disconnect.error)
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={`Disconnect ${account.name} from ${platform}?`}
      description={
        <>
          <p>The hub deletes its tokens and asks {platform} to withdraw them. Agents that use this account stop working at once. You can connect it again at any time.</p>
          {problem && (
            <p role="alert" className="font-medium text-bad">
              {problem.title} {problem.detail}
            </p>
          )}
        </>
      }
      cancel="Keep it"
    >
      <Button look="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate(id)}>
        Disconnect
      </Button>
    </Dialog>
  )
}

function Ending({ answer, platform }: { answer: DisconnectAnswer; platform: string }) {
  return (
    <>
      <p>{sentence(answer, platform)}</p>
      {answer.manual_url !== null && (
        <p>
          You can look for yourself, and withdraw the access there: <ExternalLink href={answer.manual_url}>connected apps at {platform}</ExternalLink>
        </p>
      )}
    </>
  )
}

function sentence({ state, revoked_at_provider: wasTold }: DisconnectAnswer, platform: string) {
  if (state === 'revoking') return `The hub hands out no token of this account any more. ${platform} could not be told yet; the hub keeps trying.`
  return wasTold
    ? `The tokens are deleted, and ${platform} was told to withdraw them.`
    : `The tokens are deleted here. ${platform} was not told: it offers no way to do so, or it did not accept it. Access may stay listed there.`
}
