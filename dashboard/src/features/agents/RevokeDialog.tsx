import { asProblem } from '@/api/problem'
import type { AgentKey } from '@/api/types'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { useRevokeKey } from './useKeys'

export function RevokeDialog({ agentKey, onClose }: { agentKey: AgentKey; onClose: () => void }) {
  const revoke = useRevokeKey()
  const problem = revoke.error && asProblem(revoke.error)
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Revoke ${agentKey.name}?`}
      description={
        <>
          <p>
            Every program that holds this key is refused within a second, and its event streams end. Tokens that it already has live on until they expire. This cannot be undone: a program that is to go on needs a new
            key.
          </p>
          {problem && (
            <p role="alert" className="font-medium text-bad">
              {problem.title} {problem.detail}
            </p>
          )}
        </>
      }
      cancel="Keep it"
    >
      <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate(agentKey, { onSuccess: onClose })}>
        Revoke
      </Button>
    </Dialog>
  )
}
