import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { ListedSession } from '@/api/types'
import { problemToast, useToast } from '@/components/toast'
import { sessionsWords } from '@/language/en/sessions'
import { sessionsPath } from './sessionQueries'

/** Ends one session, or all others of this person. */
export function useEndSessions() {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (which: ListedSession | 'others') => request(which === 'others' ? sessionsPath : `${sessionsPath}/${encodeURIComponent(which.id)}`, { method: 'DELETE' }),
    onSuccess: async (_, which) => {
      const { signedOut, othersEnded, thatEnded } = sessionsWords()
      toast({ tone: 'good', title: signedOut, text: which === 'others' ? othersEnded : thatEnded })
      await client.invalidateQueries({ queryKey: queryKeys.sessions })
      // It may have been this one: the hub says so, and the signed-out page appears.
      if (which !== 'others' && which.current) await client.resetQueries({ queryKey: queryKeys.session })
    },
    onError: (error) => toast(problemToast(error)),
  })
}
