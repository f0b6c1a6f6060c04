import { wordsOf } from '../language'

type ByCode = Readonly<Record<string, string>>

/** The hub speaks English itself: here stands what other languages say in place of its sentences, by its codes (HubProblem.cs, ConnectionState.cs). */
const english: { problems: ByCode; reasons: ByCode; history: ByCode } = {
  /** The titles of problems. */
  problems: {},
  /** Why a connection is in its state. */
  reasons: {},
  /** What happened, where the kind says all of it. */
  history: {},
}

export type HubWords = typeof english
const hubWords = wordsOf('hub', english)

/** Null: the language has no sentence for the code, and the hub's own is to be shown. */
export function hubSays(of: keyof HubWords, code: string | null) {
  const known = hubWords()[of]
  return code !== null && Object.hasOwn(known, code) ? (known[code] ?? null) : null
}
