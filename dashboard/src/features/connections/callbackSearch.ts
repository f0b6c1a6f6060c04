import * as z from 'zod'

const word = z.string().optional().catch(undefined)

/** What the hub adds to the address when a sign-in at a platform has ended. */
export const callbackSearch = z.object({
  status: z.enum(['success', 'error']).optional().catch(undefined),
  platform: word,
  reason: word,
  connection: word,
})

export type CallbackSearch = z.infer<typeof callbackSearch>

export const noCallback: CallbackSearch = { status: undefined, platform: undefined, reason: undefined, connection: undefined }
