import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Connection, DisconnectAnswer, RefreshAnswer } from '@/api/types'
import { problemToast, type ToastMessage, useToast } from '@/components/toast'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { connectionPath } from './connectionQueries'

const refreshTones: Record<RefreshAnswer['outcome'], ToastMessage['tone']> = {
  refreshed: 'good',
  fresh: 'good',
  try_later: 'warn',
  needs_reconnect: 'bad',
  quarantined: 'bad',
}

/** Refresh now, and use again after being set aside. */
export function useConnectionActions({ id, platform_name: platform }: Connection) {
  const client = useQueryClient()
  const toast = useToast()
  const askAgain = () => client.invalidateQueries({ queryKey: queryKeys.connections })

  const refresh = useMutation({
    mutationFn: () => request<RefreshAnswer>(`${connectionPath(id)}/refresh`, { method: 'POST' }),
    onSuccess: ({ outcome, message, retry_after: wait }) =>
      toast({ tone: refreshTones[outcome], title: platform, text: wait === null ? message : `${message} ${connectionsWords().nextTryIn(wait)}` }),
    onError: (error) => toast(problemToast(error)),
    onSettled: askAgain,
  })
  const release = useMutation({
    mutationFn: () => request<Connection>(`${connectionPath(id)}/release`, { method: 'POST' }),
    onSuccess: () => toast({ tone: 'good', title: platform, text: connectionsWords().usedAgain }),
    onError: (error) => toast(problemToast(error)),
    onSettled: askAgain,
  })
  return { refresh, release }
}

/** What is left out stays as it is; an empty label is none. */
export interface ConnectionChange {
  label?: string
  is_default?: boolean
}

export function useChangeConnection({ id, platform_name: platform }: Connection) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: ConnectionChange) => request<Connection>(connectionPath(id), { method: 'PATCH', body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.connections })
      toast({ tone: 'good', title: platform, text: commonWords().saved })
    },
    onError: (error) => toast(problemToast(error)),
  })
}

export function useDisconnect() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<DisconnectAnswer>(connectionPath(id), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.connections }),
  })
}
