import { asProblem } from '@/api/problem'
import type { AgentKey } from '@/api/types'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { commonWords } from '@/language/en/common'
import { agentsWords } from '@/language/en/agents'
import { useRevokeKey } from './useKeys'

export function RevokeDialog({ agentKey, onClose }: { agentKey: AgentKey; onClose: () => void }) {
  const t = agentsWords()
  const revoke = useRevokeKey()
  const problem = revoke.error && asProblem(revoke.error)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.revokeWhich(agentKey.name)}
      description={
        <>
          <p>{t.revokeText}</p>
          {problem && (
            <p role="alert" className="font-medium text-bad">
              {problem.title} {problem.detail}
            </p>
          )}
        </>
      }
      cancel={commonWords().keepIt}
    >
      <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate(agentKey, { onSuccess: onClose })}>
        {t.revoke}
      </Button>
    </Dialog>
  )
}
