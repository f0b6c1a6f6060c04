import { noteServerTime } from '@/time/clock'
import { noteHeard, noteLost } from './contact'
import { Problem } from './problem'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Options {
  method?: Method
  body?: unknown
  signal?: AbortSignal
}

/** One request to the hub. Throws {@link Problem}, or the abort of the given signal. */
export async function request<T>(path: string, { method = 'GET', body, signal }: Options = {}): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' })
  // A page of another site cannot set this header without asking: it is what protects changes.
  if (method !== 'GET') headers.set('X-OAuthHub', '1')
  if (body !== undefined) headers.set('Content-Type', 'application/json')

  const response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), credentials: 'same-origin', signal: signal ?? null }).catch(
    (failure: unknown) => {
      if (signal?.aborted) throw failure
      noteLost()
      throw Problem.unreachable(failure)
    },
  )
  noteHeard()
  noteServerTime(response.headers.get('Date'))
  if (!response.ok) throw await Problem.of(response)
  if (response.status === 204) return undefined as T
  return (await response.json().catch((failure: unknown) => {
    throw Problem.unreadable(response.status, failure)
  })) as T
}
