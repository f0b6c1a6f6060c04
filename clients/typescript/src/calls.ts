import { createHash } from 'node:crypto'
import { HubError, ReconnectNeededError } from './errors.js'
import { Token, type CredentialDocument } from './token.js'

/** Whose token is meant. */
export interface Account {
  platform: string
  user: string | undefined
  account: string | undefined
}

/** The two questions to the hub: for a token, and for the one after a token that was refused. */
export class HubCalls {
  readonly url: string
  readonly #key: string
  readonly #timeout: number

  constructor(url: string | undefined, key: string | undefined, timeout: number) {
    this.url = (url ?? (process.env['OAUTHHUB_URL'] || 'http://localhost:8400')).replace(/\/+$/, '')
    const address = URL.canParse(this.url) ? new URL(this.url) : undefined
    if (!address || !/^https?:$/.test(address.protocol) || address.search || address.hash || address.username)
      throw new TypeError('url (or OAUTHHUB_URL) is the hub\'s http or https address without query, such as http://localhost:8400.')
    this.#key = key ?? process.env['OAUTHHUB_KEY']?.trim() ?? ''
    if (this.#key === '')
      throw new TypeError('There is no agent key. Give key or set OAUTHHUB_KEY; the dashboard makes keys, and the hub keeps its first one in agent.key of its data folder.')
    if (!/^[!-~]+$/.test(this.#key)) throw new TypeError('key (or OAUTHHUB_KEY) has a space or a line break in it; copy the key alone.')
    this.#timeout = timeout
  }

  read({ platform, user, account }: Account): Promise<Token> {
    const query = new URLSearchParams()
    if (user !== undefined) query.set('user', user)
    if (account !== undefined) query.set('account', account)
    return this.#send(`/credentials/${encodeURIComponent(platform)}${query.size > 0 ? `?${query}` : ''}`, { method: 'GET' })
  }

  report({ platform, user, account }: Account, refused: string): Promise<Token> {
    // The hub compares fingerprints: the token itself need not travel again.
    const body = JSON.stringify({ user, account, rejected_token_sha256: createHash('sha256').update(refused).digest('hex') })
    return this.#send(`/auth/${encodeURIComponent(platform)}/refresh`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  }

  async #send(path: string, init: { method: string; body?: string; headers?: Record<string, string> }): Promise<Token> {
    let answer: Response
    let text: string
    try {
      // Redirects are not followed: the key does not go where an answer points.
      answer = await fetch(this.url + path, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${this.#key}`, 'user-agent': 'oauthhub-node/0.1.0' },
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeout * 1000),
      })
      text = await answer.text()
    } catch (cause) {
      throw new HubError({ code: 'hub_unreachable', title: 'The hub does not answer.', detail: `Is it up at ${this.url}? Its address comes from url or OAUTHHUB_URL.` }, { cause })
    }
    if (!answer.ok) throw this.#problem(answer, text)
    try {
      return new Token(JSON.parse(text) as CredentialDocument)
    } catch {
      throw this.#badAnswer() // without the cause: its message may quote the answer
    }
  }

  #problem(answer: Response, text: string): HubError {
    const [status, retryAfter] = [answer.status, seconds(answer.headers.get('retry-after'))]
    const problem = parse(text)
    if (typeof problem?.['code'] !== 'string') return this.#badAnswer(status, retryAfter)
    const code = problem['code']
    const known = { code, title: string(problem['title']) ?? code, detail: string(problem['detail']) ?? '', status, retryAfter }
    // The hub gives local paths where it knows no public address of its own: a person opens them where this program found the hub.
    const path = string(problem['reconnect_url']) ?? string(problem['connect_url'])
    return path === undefined ? new HubError(known) : new ReconnectNeededError(known, new URL(path, `${this.url}/`).href, string(problem['reason']))
  }

  #badAnswer(status?: number, retryAfter?: number): HubError {
    const title = status === undefined ? 'What answers is no hub.' : `What answers is no hub (HTTP ${status}).`
    return new HubError({ code: 'hub_bad_answer', title, detail: `Check the address ${this.url}, and what stands between.`, status, retryAfter })
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function seconds(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header)
  const wait = (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
