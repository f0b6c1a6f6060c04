import diagnostics from 'node:diagnostics_channel'
import { HubCalls, type Account } from './calls.js'
import { HubError } from './errors.js'
import { checkDestination, keep, place } from './sending.js'
import { TokenSlot } from './slot.js'
import type { Token } from './token.js'

/** Says `{ platform }` of each request that is sent once more because the platform refused the token. */
const retries = diagnostics.channel('oauthhub:retry')

export interface HubOptions {
  /** The hub's address; without it that of `OAUTHHUB_URL`, or `http://localhost:8400`. */
  url?: string
  /** The agent key; without it that of `OAUTHHUB_KEY`. */
  key?: string
  /** Whose accounts are meant where a call names nobody. */
  user?: string
  /** How long one question to the hub may take, in seconds; a hub that refreshes meanwhile takes up to 25. Default: 40. */
  timeout?: number
  /** Seconds that only go forward; for tests. */
  clock?: () => number
}

/** Which account is meant; nothing: the only one of the key's user. */
export interface Whose {
  user?: string
  /** An account's id or a connection's. */
  account?: string
}

export type HubRequest = RequestInit & Whose

/** The hub. One for the whole program, so that it can hold the tokens. */
export class Hub {
  readonly #calls: HubCalls
  readonly #user: string | undefined
  readonly #clock: () => number
  readonly #slots = new Map<string, TokenSlot>()

  /** Throws a TypeError where there is no key or the address is none. */
  constructor(options: HubOptions = {}) {
    this.#calls = new HubCalls(options.url, options.key, options.timeout ?? 40)
    this.#user = options.user
    this.#clock = options.clock ?? (() => performance.now() / 1000)
  }

  /** Where the hub is, without a slash at its end. */
  get url(): string {
    return this.#calls.url
  }

  /** A token that lives. Rejects with a ReconnectNeededError or another HubError. */
  token(platform: string, whose: Whose = {}): Promise<Token> {
    return this.#slot(platform, whose).get()
  }

  /**
   * The token after one that the platform refused with a 401; the hub learns the SHA-256 of the refused one. Undefined: it has no other
   * one, so that the platform refuses for another reason.
   */
  async replace(refused: Token, whose: Whose = {}): Promise<Token | undefined> {
    const slot = this.#slot(refused.platform, whose)
    const secret = refused.revealAccessToken()
    let token: Token
    try {
      token = await slot.replace(secret)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      if (error.code === 'rate_limited' || error.code === 'token_too_young') return undefined // it is as new as a token can be
      if (error.code !== 'forbidden') throw error
      token = await slot.get() // a key that may only read; somebody else may have renewed it
    }
    return token.revealAccessToken() === secret ? undefined : token
  }

  /**
   * `fetch` with the account's token; after a 401, once more with the next token if the body can be sent again. Redirects are not
   * followed: the token would go where nobody looked.
   */
  async fetch(platform: string, input: string | URL, { user, account, ...init }: HubRequest = {}): Promise<Response> {
    const url = new URL(input)
    checkDestination(url)
    const whose = { ...(user !== undefined && { user }), ...(account !== undefined && { account }) }
    const token = await this.token(platform, whose)
    const { body, twice } = await keep(init.body ?? null)
    const send = (token: Token): Promise<Response> => {
      const placed = place(token, url, new Headers(init.headers))
      const request: RequestInit & { duplex: 'half' } = { ...init, headers: placed.headers, body, redirect: 'manual', duplex: 'half' }
      return fetch(placed.url, request)
    }
    const answer = await send(token)
    if (answer.status !== 401 || !twice) return answer
    const next = await this.replace(token, whose)
    if (!next) return answer
    await answer.body?.cancel()
    retries.publish({ platform })
    return send(next)
  }

  /** A `fetch` for libraries that take one. */
  fetchFor(platform: string, whose: Whose = {}): typeof fetch {
    return async (input, init) => {
      if (!(input instanceof Request)) return this.fetch(platform, input, { ...init, ...whose })
      const { method, headers, body, signal } = input
      return this.fetch(platform, input.url, { method, headers, body, signal, ...init, ...whose })
    }
  }

  #slot(platform: string, whose: Whose): TokenSlot {
    const account: Account = { platform, user: whose.user ?? this.#user, account: whose.account }
    const key = JSON.stringify([platform, account.user ?? null, account.account ?? null])
    let slot = this.#slots.get(key)
    if (!slot) {
      slot = new TokenSlot(() => this.#calls.read(account), (refused) => this.#calls.report(account, refused), this.#clock)
      this.#slots.set(key, slot)
    }
    return slot
  }
}
