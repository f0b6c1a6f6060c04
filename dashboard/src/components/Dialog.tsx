import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { buttonStyle } from './buttonStyle'

interface Props {
  open: boolean
  onClose: () => void
  title: string
  description: ReactNode
  /** The way out, which has the focus at first. */
  cancel: string
  /** The other buttons. */
  children?: ReactNode
}

/** A question or an answer that must be dealt with before anything else. */
export function Dialog({ open, onClose, title, description, cancel, children }: Props) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/45 backdrop-blur-[1px]" />
        <AlertDialog.Content
          onCloseAutoFocus={focusMainWhenTriggerIsGone}
          className="panel animate-rise fixed top-1/2 left-1/2 z-50 w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 p-6 shadow-xl!"
        >
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 space-y-2 text-muted">{description}</div>
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel className={buttonStyle()}>{cancel}</AlertDialog.Cancel>
            {children}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** The card with the button may be gone by then; keyboard users must not start from the top of the document. */
function focusMainWhenTriggerIsGone() {
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus()
  })
}
