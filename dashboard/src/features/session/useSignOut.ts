import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import { problemToast, useToast } from '@/components/toast'

export function useSignOut() {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => request('/signout', { method: 'POST' }),
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKeys.session[0] })
      // Asked again, the hub says 401, and the signed-out page appears.
      await client.resetQueries({ queryKey: queryKeys.session })
    },
    onError: (error) => toast(problemToast(error)),
  })
}
