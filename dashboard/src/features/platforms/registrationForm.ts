import * as z from 'zod'
import type { GuideServer, Platform, RegistrationInput } from '@/api/types'

const LONGEST = 2048
const LONGEST_SERVER = 255
const LONGEST_KEY = 16_384
const MOST_SCOPES = 200
const PRINTABLE = /^[\x20-\x7e]*$/

export const splitScopes = (text: string) => text.split(/[\s,]+/).filter(Boolean)

const plain = (what: string) => z.string().trim().max(LONGEST, `${what} is longer than ${LONGEST} characters.`).regex(PRINTABLE, `${what} may hold only plain letters, digits and signs. Copy it again.`)

const aServer = z
  .string()
  .trim()
  .min(1, 'Enter the name of the server that gave you the client id.')
  .max(LONGEST_SERVER, `A server’s name has at most ${LONGEST_SERVER} characters.`)
  .regex(/^[^\s/\\@?#]*$/, 'Enter the name only, without https:// and path.')

/**
 * The rules of PUT /api/platforms/{id}/registration, said before anything is sent.
 * @param server Set when the client is that of a server to be named.
 */
export const registrationSchema = ({ registration, instances }: Platform, server: GuideServer | null) =>
  z
    .object({
      server: server === null ? z.string() : aServer,
      clientId: plain('The client id').min(1, 'Enter the client id that the platform gave you.'),
      clientSecret: plain('The client secret'),
      privateKey: z.string().trim().max(LONGEST_KEY, `The key is longer than ${LONGEST_KEY} characters.`).regex(/^$|PRIVATE KEY|^\{/, 'Paste the whole private key, as PEM or JWK.'),
      scopes: z
        .string()
        .regex(/^[\x20-\x7e\s]*$/, 'Scopes may hold only plain letters, digits and signs.')
        .refine((text) => splitScopes(text).length <= MOST_SCOPES, `At most ${MOST_SCOPES} scopes.`),
    })
    .superRefine(({ server: name, clientSecret, privateKey }, context) => {
      const stored = server === null ? registration.has_client_secret : instances.some((one) => one.instance === name.toLowerCase() && one.has_client_secret)
      const hasKey = privateKey !== '' || (server === null && registration.has_private_key)
      if (clientSecret === '' && registration.needs_client_secret && !stored && !hasKey) context.addIssue({ code: 'custom', path: ['clientSecret'], message: 'Enter the client secret: this platform needs one.' })
    })

export type RegistrationValues = z.infer<ReturnType<typeof registrationSchema>>

export function registrationDefaults({ registration, scopes, default_scopes: defaults }: Platform, server: GuideServer | null): RegistrationValues {
  const own = server !== null || scopes.join('\n') === defaults.join('\n') ? [] : scopes
  return { server: '', clientId: server === null ? (registration.client_id ?? '') : '', clientSecret: '', privateKey: '', scopes: own.join('\n') }
}

/** What is left empty is left out: the hub then keeps its secret, its key and the platform's usual scopes. */
export function toRegistrationInput({ server, clientId, clientSecret, privateKey, scopes }: RegistrationValues): RegistrationInput {
  const list = splitScopes(scopes)
  return {
    client_id: clientId,
    ...(clientSecret === '' ? {} : { client_secret: clientSecret }),
    ...(privateKey === '' ? {} : { private_key: privateKey }),
    ...(list.length === 0 ? {} : { scopes: list }),
    ...(server === '' ? {} : { instance: server }),
  }
}
