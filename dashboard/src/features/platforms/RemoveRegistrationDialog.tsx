import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { commonWords } from '@/language/en/common'
import { registrationWords } from '@/language/en/registration'

interface Props {
  name: string
  open: boolean
  onClose: () => void
  onConfirm: () => void
}

export function RemoveRegistrationDialog({ name, open, onClose, onConfirm }: Props) {
  const t = registrationWords()
  const confirm = () => {
    onConfirm()
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.removeWhich(name)}
      description={<p>{t.removeText}</p>}
      cancel={commonWords().keepIt}
    >
      <Button look="danger" onClick={confirm}>
        {commonWords().remove}
      </Button>
    </Dialog>
  )
}
