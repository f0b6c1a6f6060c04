import * as z from 'zod/mini'
import { noCallback } from './callbackSearch'

/** Which step of connecting is open above the page: "" is the choice of a platform, anything else the platform of that id. */
export const connectSearch = z.object({ connect: z.catch(z.optional(z.string()), undefined) })

export const CHOOSE = ''

export const noConnect = { connect: undefined }

/** For links: opens the choice, or with an id the step of that platform, above the page. */
export const openConnect = (previous: object) => connectTo(CHOOSE)(previous)

export const connectTo = (platform: string) => (previous: object) => ({ ...previous, ...noCallback, connect: platform })
