import { commonWords } from '@/language/en/common'
import { hubSays } from '@/language/en/hub'

interface ProblemDocument {
  title: string
  detail: string
  code: string
  status: number
}

/** An answer that is not the wanted one: what happened, and what to do (RFC 9457). */
export class Problem extends Error {
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly status: number

  constructor(document: ProblemDocument, options?: ErrorOptions) {
    super(document.title, options)
    this.name = 'Problem'
    this.title = document.title
    this.detail = document.detail
    this.code = document.code
    this.status = document.status
  }

  /** Worth another try without anybody doing anything. */
  get isTemporary() {
    return this.status === 0 || this.status >= 500
  }

  static unreachable(cause: unknown) {
    const { unreachable: title, unreachableRemedy: detail } = commonWords()
    return new Problem({ title, detail, code: 'unreachable', status: 0 }, { cause })
  }

  static unreadable(status: number, cause: unknown) {
    const { unreadable: title, unreadableRemedy: detail } = commonWords()
    return new Problem({ title, detail, code: 'unreadable', status }, { cause })
  }

  static async of(response: Response) {
    const { answeredWith, answeredWithRemedy } = commonWords()
    const body = asRecord(await response.json().catch(() => null))
    const code = text(body.code) ?? 'unknown'
    return new Problem({
      title: hubSays('problems', code) ?? text(body.title) ?? answeredWith(response.status),
      detail: text(body.detail) ?? answeredWithRemedy,
      code,
      status: response.status,
    })
  }
}

export function asProblem(error: Error) {
  if (error instanceof Problem) return error
  const { pageFailed: title, pageFailedRemedy: detail } = commonWords()
  return new Problem({ title, detail, code: 'page', status: 400 }, { cause: error })
}

export const isSignedOut = (error: Error | null) => error instanceof Problem && error.status === 401

const asRecord = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
