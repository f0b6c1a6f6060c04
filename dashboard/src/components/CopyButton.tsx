import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './Button'

const SAID_FOR_MS = 2500
const words = { idle: 'Copy', copied: 'Copied', failed: 'Select and copy' }

interface Props {
  text: string
  what: string
  onCopied?: (() => void) | undefined
}

export function CopyButton({ text, what, onCopied }: Props) {
  const [state, setState] = useState<keyof typeof words>('idle')

  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [state])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setState('copied')
      onCopied?.()
    } catch {
      // Over plain http on another host there is no clipboard.
      setState('failed')
    }
  }

  return (
    <>
      <Button size="small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {state === 'copied' ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
        {words[state]}
      </Button>
      <span role="status" className="sr-only">
        {state === 'copied' && `Copied ${what}`}
      </span>
    </>
  )
}
