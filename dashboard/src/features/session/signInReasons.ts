import { signInWords } from '@/language/en/signIn'

/** The code comes from the address: it only chooses a sentence. */
export function signInReason(code: string) {
  const { reasons, otherReason } = signInWords()
  return Object.entries(reasons).find(([reason]) => reason === code)?.[1] ?? otherReason
}
