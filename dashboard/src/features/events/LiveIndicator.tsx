import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followHubEvents, type LiveState } from './hubEvents'

const looks: Record<LiveState, { text: string; dot: string; title: string }> = {
  connecting: { text: 'Connecting', dot: 'bg-muted', title: 'Connecting to the hub' },
  live: { text: 'Live', dot: 'bg-good', title: 'This page follows the hub' },
  reconnecting: { text: 'Reconnecting', dot: 'bg-warn animate-pulse', title: 'The hub does not answer now; what you see may be old' },
}

/** The page's one ear at the hub, and whether it hears. */
export function LiveIndicator() {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => followHubEvents(client, setState), [client])

  const { text, dot, title } = looks[state]
  return (
    <p role="status" title={title} className="flex items-center gap-1.5 px-1.5 text-[0.8125rem] text-muted">
      <span aria-hidden className={`size-2 rounded-full ${dot}`} />
      <span className={state === 'live' ? 'max-sm:sr-only' : ''}>{text}</span>
    </p>
  )
}
