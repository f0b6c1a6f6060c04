import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'

interface Props {
  name: string
  open: boolean
  onClose: () => void
  onConfirm: () => void
}

export function RemoveRegistrationDialog({ name, open, onClose, onConfirm }: Props) {
  const confirm = () => {
    onConfirm()
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Remove the registration of ${name}?`}
      description={<p>The hub forgets the client id and secret. Accounts that are connected keep their tokens until these end, and cannot be refreshed after that.</p>}
      cancel="Keep it"
    >
      <Button look="danger" onClick={confirm}>
        Remove
      </Button>
    </Dialog>
  )
}
