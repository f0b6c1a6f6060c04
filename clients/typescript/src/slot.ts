import { HubError, ReconnectNeededError } from './errors.js'
import type { Token } from './token.js'

const longestMargin = 30
const pauseWhileHubIsAway = 2
/** Tokens without an end are asked for again now and then: the account may have been connected anew. */
const withoutEnd = 300

/** A token, until when it is given out without asking, and until when it lives, in seconds of the clock. */
interface Held {
  token: Token
  freshUntil: number
  aliveUntil: number
}

/** One question to the hub that is under way; `refused` is the token that it reports. */
interface Flight {
  refused: string | undefined
  answer: Promise<Token>
}

/** The token of one account: held until shortly before its end, asked for once however many wait. */
export class TokenSlot {
  readonly #read: () => Promise<Token>
  readonly #report: (refused: string) => Promise<Token>
  readonly #clock: () => number
  #held: Held | undefined
  #flight: Flight | undefined

  constructor(read: () => Promise<Token>, report: (refused: string) => Promise<Token>, clock: () => number) {
    this.#read = read
    this.#report = report
    this.#clock = clock
  }

  async get(): Promise<Token> {
    if (this.#held && this.#clock() < this.#held.freshUntil) return this.#held.token
    const { refused, answer } = this.#flight ?? this.#begin(undefined)
    if (refused === undefined) return answer
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof HubError) || error instanceof ReconnectNeededError) throw error
      return this.get() // somebody else's report came to nothing: what the hub has is read
    }
  }

  async replace(refused: string): Promise<Token> {
    const held = this.#held
    if (held && this.#clock() < held.aliveUntil && held.token.revealAccessToken() !== refused) return held.token // another caller has reported it
    // A report takes the place of a read that is under way: that may still bring the refused token.
    return (this.#flight?.refused === refused ? this.#flight : this.#begin(refused)).answer
  }

  #begin(refused: string | undefined): Flight {
    const last = refused === undefined ? this.#held : undefined
    if (refused !== undefined) this.#held = undefined
    const flight: Flight = { refused, answer: this.#ask(refused, last, () => this.#flight === flight) }
    this.#flight = flight
    return flight
  }

  async #ask(refused: string | undefined, last: Held | undefined, isCurrent: () => boolean): Promise<Token> {
    const asked = this.#clock()
    let got: Held | undefined
    try {
      got = heldSince(await (refused === undefined ? this.#read() : this.#report(refused)), asked)
    } catch (error) {
      if (!(error instanceof HubError && error.isTemporary && last && this.#clock() < last.aliveUntil)) throw error
      got = this.#onceMore(last, error.retryAfter) // the hub's outage is not the agent's
    } finally {
      if (isCurrent()) [this.#flight, this.#held] = [undefined, got]
    }
    return got.token
  }

  #onceMore(held: Held, wait: number | undefined): Held {
    return { ...held, freshUntil: Math.min(this.#clock() + Math.min(wait ?? pauseWhileHubIsAway, pauseWhileHubIsAway), held.aliveUntil) }
  }
}

/** Counted from when it was asked for: the life that the hub tells began no earlier. */
function heldSince(token: Token, asked: number): Held {
  const life = token.expiresIn
  if (life === null) return { token, freshUntil: asked + withoutEnd, aliveUntil: Infinity }
  // A tenth of what is left, at most 30 s: within the time in which the hub lets a read wait for the next token.
  return { token, freshUntil: asked + life - Math.min(life / 10, longestMargin), aliveUntil: asked + life }
}
