import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'
import { type ButtonStyle, buttonStyle } from './buttonStyle'

type Props = ComponentProps<'button'> & ButtonStyle & { busy?: boolean }

export function Button({ look, size, busy = false, className, children, disabled, type = 'button', ...rest }: Props) {
  return (
    <button type={type} className={buttonStyle({ look, size }, className)} disabled={disabled === true || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  )
}
