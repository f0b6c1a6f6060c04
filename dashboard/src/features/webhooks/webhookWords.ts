/** "connection.needs_reconnect" → "needs reconnect". */
export const typeInWords = (type: string) => type.replace(/^connection\./, '').replaceAll('_', ' ')

const outcomes: Record<string, string> = {
  delivered: 'arrived',
  refused: 'refused',
  blocked_address: 'its name leads where the hub does not go',
  timeout: 'no answer in time',
  unreachable: 'not reached',
}

export const outcomeInWords = (outcome: string, status: number | null) => (outcomes[outcome] ?? outcome) + (status === null ? '' : ` (${status})`)
