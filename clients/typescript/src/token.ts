import { inspect } from 'node:util'

/** A thing that the account can be used for: a site, an organisation, a page. */
export interface Resource {
  kind: string
  id: string
  name: string | null
}

/** The hub's answer with a token; members that this version does not know are ignored. */
export interface CredentialDocument {
  connection: string
  platform: string
  user: string
  account: { id: string; name: string }
  token_type: string
  access_token: string
  expires_at: string | null
  expires_in: number | null
  grant_ends_at?: string | null
  scope?: string
  refresh_state?: string
  api?: { base_url?: string; authorization?: string; authorization_name?: string; headers?: Record<string, string> }
  resources?: Resource[]
  values?: Record<string, string>
  other_tokens?: Record<string, { access_token: string }>
}

/** A live access token with what the hub knows about it. Printing it, or making JSON of it, shows no secret. */
export class Token {
  readonly #accessToken: string
  readonly #otherTokens: Record<string, string>
  readonly tokenType: string
  readonly connection: string
  readonly platform: string
  readonly user: string
  readonly account: { id: string; name: string }
  /** By the hub's clock; null: no end is known. */
  readonly expiresAt: Date | null
  /** Seconds that were left of its life when it came; null: no end is known. */
  readonly expiresIn: number | null
  /** When the person has to sign in again, however often the token is renewed; null: no end is known. */
  readonly grantEndsAt: Date | null
  readonly scopes: readonly string[]
  /** True: the hub cannot renew it at the moment; it lives until `expiresAt`. */
  readonly isDegraded: boolean
  /** Where the platform's API is for this account; null: what the platform documents. */
  readonly baseUrl: string | null
  /** How the token travels: bearer, scheme, header, query or none; and the scheme, header or parameter. */
  readonly way: string
  readonly wayName: string | null
  /** What the API wants beside the token. */
  readonly headers: Readonly<Record<string, string>>
  readonly resources: readonly Resource[]
  /** What the platform's API needs besides, such as a team's id. */
  readonly values: Readonly<Record<string, string>>

  constructor(answer: CredentialDocument) {
    if (typeof answer.access_token !== 'string' || typeof answer.account?.id !== 'string') throw new TypeError('no credential')
    this.#accessToken = answer.access_token
    this.#otherTokens = Object.fromEntries(Object.entries(answer.other_tokens ?? {}).map(([name, other]) => [name, other.access_token]))
    this.tokenType = answer.token_type
    this.connection = answer.connection
    this.platform = answer.platform
    this.user = answer.user
    this.account = { id: answer.account.id, name: answer.account.name }
    this.expiresAt = answer.expires_at ? new Date(answer.expires_at) : null
    this.expiresIn = answer.expires_in ?? null
    this.grantEndsAt = answer.grant_ends_at ? new Date(answer.grant_ends_at) : null
    this.scopes = (answer.scope ?? '').split(' ').filter((scope) => scope !== '')
    this.isDegraded = answer.refresh_state === 'degraded'
    this.baseUrl = answer.api?.base_url ?? null
    this.way = answer.api?.authorization ?? 'bearer'
    this.wayName = answer.api?.authorization_name ?? null
    this.headers = { ...answer.api?.headers }
    this.resources = answer.resources ?? []
    this.values = answer.values ?? {}
  }

  /** The secret itself: for a header, never for a log. */
  revealAccessToken(): string {
    return this.#accessToken
  }

  /** A further token of the same sign-in, such as that of a page (`pageId:ID`). */
  revealOtherToken(name: string): string | undefined {
    return this.#otherTokens[name]
  }

  toString(): string {
    return `token of ${this.account.name} at ${this.platform}, until ${this.expiresAt?.toISOString() ?? 'an unknown time'}`
  }

  [inspect.custom](): string {
    return this.toString()
  }
}
