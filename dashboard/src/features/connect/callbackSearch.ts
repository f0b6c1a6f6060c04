import * as z from 'zod/mini'

const word = z.catch(z.optional(z.string()), undefined)

/** What the hub adds to the address when a sign-in at a platform has ended. */
export const callbackSearch = z.object({
  status: z.catch(z.optional(z.enum(['success', 'error'])), undefined),
  platform: word,
  reason: word,
  connection: word,
  /** Why nobody was signed in to the hub itself. */
  signin: word,
})

export type CallbackSearch = z.infer<typeof callbackSearch>

export const noCallback: CallbackSearch = { status: undefined, platform: undefined, reason: undefined, connection: undefined, signin: undefined }
