import * as z from 'zod'
import type { GuideServer, Platform, RegistrationInput } from '@/api/types'
import { type RegistrationWords, registrationWords } from '@/language/en/registration'

const LONGEST = 2048
const LONGEST_SERVER = 255
const LONGEST_KEY = 16_384
const MOST_SCOPES = 200
const PRINTABLE = /^[\x20-\x7e]*$/

export const splitScopes = (text: string) => text.split(/[\s,]+/).filter(Boolean)

const plain = (t: RegistrationWords, what: string) => z.string().trim().max(LONGEST, t.tooLong(what, LONGEST)).regex(PRINTABLE, t.notPlain(what))

const aServer = (t: RegistrationWords) => z.string().trim().min(1, t.enterServer).max(LONGEST_SERVER, t.serverTooLong(LONGEST_SERVER)).regex(/^[^\s/\\@?#]*$/, t.serverName)

/**
 * The rules of PUT /api/platforms/{id}/registration, said before anything is sent.
 * @param server Set when the client is that of a server to be named.
 */
export function registrationSchema({ registration, instances }: Platform, server: GuideServer | null) {
  const t = registrationWords()
  return z
    .object({
      server: server === null ? z.string() : aServer(t),
      clientId: plain(t, t.theClientId).min(1, t.enterClientId),
      clientSecret: plain(t, t.theClientSecret),
      privateKey: z.string().trim().max(LONGEST_KEY, t.keyTooLong(LONGEST_KEY)).regex(/^$|PRIVATE KEY|^\{/, t.wholeKey),
      scopes: z
        .string()
        .regex(/^[\x20-\x7e\s]*$/, t.scopesNotPlain)
        .refine((text) => splitScopes(text).length <= MOST_SCOPES, t.mostScopes(MOST_SCOPES)),
    })
    .superRefine(({ server: name, clientSecret, privateKey }, context) => {
      const stored = server === null ? registration.has_client_secret : instances.some((one) => one.instance === name.toLowerCase() && one.has_client_secret)
      const hasKey = privateKey !== '' || (server === null && registration.has_private_key)
      if (clientSecret === '' && registration.needs_client_secret && !stored && !hasKey) context.addIssue({ code: 'custom', path: ['clientSecret'], message: t.enterSecret })
    })
}

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
