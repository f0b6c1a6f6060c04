import { HubError } from './errors.js'
import type { Token } from './token.js'

/** What is read of a stream before it is sent, so that it can be sent again. */
const largestKept = 1 << 20

/** A token travels encrypted, or not beyond this machine. */
export function checkDestination(url: URL): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname))) return
  throw new HubError({
    code: 'insecure_address',
    title: `A token is not sent to ${url.protocol}//${url.host}.`,
    detail: 'Everybody on the way could read it. Use https; http is for this machine only.',
  })
}

/** The address and the headers with which the token travels as its platform wants it. */
export function place(token: Token, url: URL, given: Headers): { url: URL; headers: Headers } {
  if (token.tokenType.toLowerCase() === 'dpop')
    throw new HubError({
      code: 'proof_needed',
      title: `The tokens of ${token.platform} are bound to a key that the hub keeps.`,
      detail: 'Sign each request with POST /credentials/{platform}/proof, as docs/api.md says.',
    })
  const [address, headers, name, secret] = [new URL(url), new Headers(given), token.wayName ?? '', token.revealAccessToken()]
  for (const [header, value] of Object.entries(token.headers)) headers.set(header, value)
  switch (token.way) {
    case 'none':
      break
    case 'bearer':
      headers.set('authorization', `Bearer ${secret}`)
      break
    case 'scheme':
      headers.set('authorization', `${name} ${secret}`.trimStart())
      break
    case 'header':
      headers.set(name, secret)
      break
    case 'query':
      address.search += `${address.search === '' ? '?' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(secret)}`
      break
    default:
      throw new HubError({ code: 'hub_bad_answer', title: `This version does not know how ${token.platform} wants its token (${token.way}).`, detail: 'Update the package oauthhub.' })
  }
  return { url: address, headers }
}

/** The body, and whether it can be sent twice: a stream can as long as it is small. */
export async function keep(body: BodyInit | null): Promise<{ body: BodyInit | null; twice: boolean }> {
  if (!(body instanceof ReadableStream)) return { body, twice: true }
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
  const begin: Uint8Array<ArrayBuffer>[] = []
  for (let length = 0; length <= largestKept; ) {
    const { done, value } = await reader.read()
    if (done) return { body: new Blob(begin), twice: true }
    begin.push(value)
    length += value.byteLength
  }
  // Too large: what was read, then the rest as it comes.
  return {
    twice: false,
    body: new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = begin.shift() ?? (await reader.read()).value
        if (next) controller.enqueue(next)
        else controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    }),
  }
}
