import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { AgentKey, KeyInput, MadeKey } from '@/api/types'
import { useToast } from '@/components/toast'
import { commonWords } from '@/language/en/common'
import { agentsWords } from '@/language/en/agents'
import { keyPath, keysPath } from './keyQueries'

/** Makes a key. The answer is the one place where it stands; nothing else keeps it. */
export function useMakeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: KeyInput) => request<MadeKey>(keysPath, { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.keys }),
    gcTime: 0,
  })
}

export function useChangeKey(id: string) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (body: KeyInput) => request<AgentKey>(keyPath(id), { method: 'PUT', body }),
    onSuccess: ({ name }) => {
      toast({ tone: 'good', title: commonWords().saved, text: agentsWords().limitsHold(name) })
      return client.invalidateQueries({ queryKey: queryKeys.keys })
    },
  })
}

export function useRevokeKey() {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: ({ id }: AgentKey) => request(keyPath(id), { method: 'DELETE' }),
    onSuccess: (_, { name }) => {
      toast({ tone: 'good', title: agentsWords().revoked, text: agentsWords().revokedText(name) })
      return client.invalidateQueries({ queryKey: queryKeys.keys })
    },
  })
}
