import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Webhook, WebhookTest, WebhookWithSecret } from '@/api/types'
import { problemToast, useToast } from '@/components/toast'
import { commonWords } from '@/language/en/common'
import { webhooksWords } from '@/language/en/webhooks'
import { webhookPath, webhooksPath } from './webhookQueries'
import { outcomeInWords } from './webhookWords'

export interface WebhookInput {
  url: string
  description?: string
  types: string[]
}

/** Registers an address. The answer is the one place where its secret stands. */
export function useAddWebhook() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: WebhookInput) => request<WebhookWithSecret>(webhooksPath, { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.webhooks }),
    gcTime: 0,
  })
}

/** What can be done with a webhook that is there. */
export function useWebhook({ id, url }: Webhook) {
  const client = useQueryClient()
  const toast = useToast()
  const askAgain = () => client.invalidateQueries({ queryKey: queryKeys.webhooks })
  const onError = (error: Error) => toast(problemToast(error))

  const test = useMutation({
    mutationFn: () => request<WebhookTest>(`${webhookPath(id)}/test`, { method: 'POST' }),
    onSuccess: ({ delivered, outcome, status }) => toast({ tone: delivered ? 'good' : 'bad', title: delivered ? webhooksWords().arrived : webhooksWords().notArrived, text: `${url}: ${outcomeInWords(outcome, status)}.` }),
    onError,
    onSettled: askAgain,
  })
  const turn = useMutation({
    mutationFn: (enabled: boolean) => request<Webhook>(webhookPath(id), { method: 'PATCH', body: { enabled } }),
    onError,
    onSettled: askAgain,
  })
  const remove = useMutation({
    mutationFn: () => request(webhookPath(id), { method: 'DELETE' }),
    onSuccess: () => toast({ tone: 'good', title: commonWords().removed, text: webhooksWords().toldNothing(url) }),
    onError,
    onSettled: askAgain,
  })
  return { test, turn, remove }
}
