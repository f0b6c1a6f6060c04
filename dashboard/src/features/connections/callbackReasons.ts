import { callbackWords } from '@/language/en/callback'

/** The code comes from the address, where anybody can write: it only chooses a sentence and is never shown itself. */
export function explainCallback(code: string | undefined) {
  const { reasons, otherReason } = callbackWords()
  return Object.entries(reasons).find(([reason]) => reason === code)?.[1] ?? otherReason
}
