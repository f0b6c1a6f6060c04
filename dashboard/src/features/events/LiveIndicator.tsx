import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { shellWords } from '@/language/en/shell'
import { followHubEvents, type LiveState } from './hubEvents'

const dots: Record<LiveState, string> = { connecting: 'bg-muted', live: 'bg-good', reconnecting: 'bg-warn animate-pulse' }

/** The page's one ear at the hub, and whether it hears. */
export function LiveIndicator() {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => followHubEvents(client, setState), [client])

  const t = shellWords()
  return (
    <p role="status" title={t[`${state}Title` as const]} className="flex items-center gap-1.5 px-1.5 text-[0.8125rem] text-muted">
      <span aria-hidden className={`size-2 rounded-full ${dots[state]}`} />
      <span className={state === 'live' ? 'max-sm:sr-only' : ''}>{t[state]}</span>
    </p>
  )
}
