import { webhooksWords } from '@/language/en/webhooks'

/** "connection.needs_reconnect" → "needs reconnect". */
export const typeInWords = (type: string) => webhooksWords().types[type] ?? type.replace(/^connection\./, '').replaceAll('_', ' ')

export function outcomeInWords(outcome: string, status: number | null) {
  const outcomes: Record<string, string> = webhooksWords().outcomes
  return (outcomes[outcome] ?? outcome) + (status === null ? '' : ` (${status})`)
}
