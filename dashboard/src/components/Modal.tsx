import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { commonWords } from '@/language/en/common'
import { buttonStyle } from './buttonStyle'

interface Props {
  title: string
  /** One sentence below the title. */
  text: string
  onClose: () => void
  children: ReactNode
}

/** Something done above the page, which waits below: it fills a phone, and closes by Escape or a press beside it. */
export function Modal({ title, text, onClose, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45 backdrop-blur-[1px]" />
        <Dialog.Content
          onOpenAutoFocus={focusWhatIsToDo}
          className="panel animate-rise fixed z-50 flex flex-col overflow-hidden shadow-xl! max-sm:inset-0 max-sm:rounded-none! sm:top-[8vh] sm:left-1/2 sm:max-h-[84vh] sm:w-[calc(100%-3rem)] sm:max-w-2xl sm:-translate-x-1/2"
        >
          <header className="flex items-start gap-4 border-b border-line px-5 pt-5 pb-4 sm:px-6">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
              <Dialog.Description className="mt-0.5 text-sm text-muted">{text}</Dialog.Description>
            </div>
            <Dialog.Close aria-label={commonWords().close} className={buttonStyle({ look: 'quiet', size: 'icon' }, '-mt-1.5 -mr-2')}>
              <X aria-hidden />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The field to search or to fill in, else the button that goes on; not the one that closes, which merely comes first. */
function focusWhatIsToDo(event: Event) {
  const first = event.target instanceof HTMLElement && (event.target.querySelector<HTMLElement>('input:not([type=checkbox])') ?? event.target.querySelector<HTMLElement>('button[type=submit]'))
  if (!first) return
  event.preventDefault()
  first.focus({ preventScroll: true })
}
