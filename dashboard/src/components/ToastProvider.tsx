import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { type ReactNode, useCallback, useState } from 'react'
import { commonWords } from '@/language/en/common'
import { ToastContext, type ToastMessage } from './toast'

const icons = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert }
const colours = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' }
const MOST_AT_ONCE = 4
const READING_TIME_MS = 9000

type Shown = ToastMessage & { id: number }
let nextId = 0

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Shown[]>([])
  const show = useCallback((message: ToastMessage) => setToasts((shown) => [...shown.slice(1 - MOST_AT_ONCE), { ...message, id: nextId++ }]), [])
  const t = commonWords()
  const remove = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id))

  return (
    <ToastContext value={show}>
      <Toast.Provider duration={READING_TIME_MS} label={t.message}>
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
        ))}
        <Toast.Viewport label={t.messages('{hotkey}')} className="fixed right-0 bottom-0 z-50 flex w-full max-w-md flex-col gap-2 p-4" />
      </Toast.Provider>
    </ToastContext>
  )
}

function ToastCard({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const Icon = icons[toast.tone]
  return (
    <Toast.Root
      type={toast.tone === 'bad' ? 'foreground' : 'background'}
      onOpenChange={(open) => !open && onClose()}
      className="panel animate-rise flex items-start gap-3 px-4 py-3 text-sm shadow-lg!"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colours[toast.tone]}`} />
      <div className="min-w-0 flex-1">
        <Toast.Title className="font-medium">{toast.title}</Toast.Title>
        {toast.text !== undefined && <Toast.Description className="text-muted">{toast.text}</Toast.Description>}
      </div>
      <Toast.Close aria-label={commonWords().dismiss} className="-mr-1 rounded-md p-1 text-muted hover:bg-raised hover:text-ink">
        <X aria-hidden className="size-4" />
      </Toast.Close>
    </Toast.Root>
  )
}
