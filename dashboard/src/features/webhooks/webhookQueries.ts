import { queryOptions } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { WebhookDelivery, WebhookList } from '@/api/types'

export const webhooksQuery = () =>
  queryOptions({
    queryKey: queryKeys.webhooks,
    queryFn: ({ signal }) => request<WebhookList>(webhooksPath, { signal }),
  })

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.webhooks, id, 'deliveries'],
    queryFn: async ({ signal }) => (await request<{ items: WebhookDelivery[] }>(`${webhookPath(id)}/deliveries`, { signal })).items,
  })

export const webhooksPath = '/api/webhooks'

export const webhookPath = (id: string) => `${webhooksPath}/${encodeURIComponent(id)}`
