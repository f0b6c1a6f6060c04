import * as z from 'zod'
import type { Platform, RegistrationInput } from '@/api/types'

const LONGEST = 2048
const MOST_SCOPES = 200
const PRINTABLE = /^[\x20-\x7e]*$/

export const splitScopes = (text: string) => text.split(/[\s,]+/).filter(Boolean)

const plain = (what: string) => z.string().trim().max(LONGEST, `${what} is longer than ${LONGEST} characters.`).regex(PRINTABLE, `${what} may hold only plain letters, digits and signs. Copy it again.`)

/** The rules of PUT /api/platforms/{id}/registration, said before anything is sent. */
export const registrationSchema = ({ needs_client_secret: needsSecret, has_client_secret: hasSecret }: Platform['registration']) =>
  z.object({
    clientId: plain('The client id').min(1, 'Enter the client id that the platform gave you.'),
    clientSecret: plain('The client secret').refine((secret) => secret !== '' || hasSecret || !needsSecret, 'Enter the client secret: this platform needs one.'),
    scopes: z
      .string()
      .regex(/^[\x20-\x7e\s]*$/, 'Scopes may hold only plain letters, digits and signs.')
      .refine((text) => splitScopes(text).length <= MOST_SCOPES, `At most ${MOST_SCOPES} scopes.`),
  })

export type RegistrationValues = z.infer<ReturnType<typeof registrationSchema>>

export function registrationDefaults({ registration, scopes, default_scopes: defaults }: Platform): RegistrationValues {
  const own = scopes.join('\n') === defaults.join('\n') ? [] : scopes
  return { clientId: registration.client_id ?? '', clientSecret: '', scopes: own.join('\n') }
}

/** What is left empty is left out: the hub then keeps its secret and the platform's usual scopes. */
export function toRegistrationInput({ clientId, clientSecret, scopes }: RegistrationValues): RegistrationInput {
  const list = splitScopes(scopes)
  return {
    client_id: clientId,
    ...(clientSecret === '' ? {} : { client_secret: clientSecret }),
    ...(list.length === 0 ? {} : { scopes: list }),
  }
}
