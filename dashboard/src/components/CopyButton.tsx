import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { commonWords } from '@/language/en/common'
import { Button } from './Button'

const SAID_FOR_MS = 2500

interface Props {
  text: string
  what: string
  onCopied?: (() => void) | undefined
}

export function CopyButton({ text, what, onCopied }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')

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

  const t = commonWords()
  return (
    <>
      <Button size="small" aria-label={t.copyWhat(what)} onClick={() => void copy()}>
        {state === 'copied' ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
        {{ idle: t.copy, copied: t.copied, failed: t.copyFailed }[state]}
      </Button>
      <span role="status" className="sr-only">
        {state === 'copied' && t.copiedWhat(what)}
      </span>
    </>
  )
}
