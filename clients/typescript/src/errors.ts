export interface Problem {
  code: string
  title: string
  detail: string
  status?: number | undefined
  retryAfter?: number | undefined
}

/**
 * The hub gave no token; the message says what happened and what to do. `code` is the hub's stable code (docs/api.md of the hub), or one
 * of this library: `hub_unreachable`, `hub_bad_answer`, `insecure_address`, `proof_needed`.
 */
export class HubError extends Error {
  override name = 'HubError'
  readonly code: string
  /** What to do. */
  readonly detail: string
  readonly status: number | undefined
  /** Seconds to wait before asking again, where the hub says so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.title} ${problem.detail}`.trim(), options)
    this.code = problem.code
    this.detail = problem.detail
    this.status = problem.status
    this.retryAfter = problem.retryAfter
  }

  /** Nothing is wrong with the account or the key: the same question may be answered later. */
  get isTemporary(): boolean {
    return this.code === 'hub_unreachable' || this.code === 'hub_bad_answer' || this.status === 429 || (this.status ?? 0) >= 502
  }
}

/** A person must sign in (again): show them `reconnectUrl`. */
export class ReconnectNeededError extends HubError {
  override name = 'ReconnectNeededError'
  /** Where the person connects the account, at the hub. */
  readonly reconnectUrl: string
  /** Why, as a stable code such as `grant_revoked`; undefined where the account was never connected. */
  readonly reason: string | undefined

  constructor(problem: Problem, reconnectUrl: string, reason: string | undefined) {
    super(problem)
    this.reconnectUrl = reconnectUrl
    this.reason = reason
  }
}
