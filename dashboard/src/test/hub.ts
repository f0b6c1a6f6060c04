import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import type { Connection, Platform } from '@/api/types'
import { aConnection, aGuide, aKey, aListedSession, anEntry, aPlatform, aSession, practicePlatform } from './fixtures'
import { aPlatformHealth, aSeries, aSummary } from './healthFixtures'

/** The hub over HTTP, as docs/api.md describes it. A test says what differs with {@link answer}. */
export const hub = setupServer(
  http.get('/api/session', () => HttpResponse.json(aSession())),
  http.get('/api/signin', () => HttpResponse.json({ items: [{ kind: 'start_link', name: 'Start link', path: null }] })),
  http.get('/api/sessions', () => HttpResponse.json({ items: [aListedSession()] })),
  http.get('/api/connections', () => HttpResponse.json({ items: [aConnection()] })),
  http.get('/api/platforms', () => HttpResponse.json({ items: [aPlatform(), practicePlatform()] })),
  http.get('/api/platforms/:id/registration-guide', () => HttpResponse.json(aGuide())),
  http.get('/api/agents/keys', () => HttpResponse.json({ items: [aKey()] })),
  http.get('/api/agents/keys/:id', () => HttpResponse.json(aKey())),
  http.get('/api/webhooks', () => HttpResponse.json({ items: [], types: ['connection.connected', 'connection.needs_reconnect', 'connection.refreshed'] })),
  http.get('/api/health/summary', () => HttpResponse.json(aSummary())),
  http.get('/api/health/series', () => HttpResponse.json(aSeries())),
  http.get('/api/platforms/:id/health', () => HttpResponse.json(aPlatformHealth())),
  http.get('/api/audit', () => HttpResponse.json({ items: [anEntry()], more: false })),
)

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Lets the hub answer like this; the returned list fills with the requests that came. */
export function answer(method: Method, path: string, body: object | null, status = 200) {
  const received: { header: string | null; body: unknown }[] = []
  hub.use(
    http[method](path, async ({ request }) => {
      const text = await request.text()
      received.push({ header: request.headers.get('X-OAuthHub'), body: text === '' ? null : JSON.parse(text) })
      return body === null ? new HttpResponse(null, { status }) : HttpResponse.json(body, { status })
    }),
  )
  return received
}

export const problem = (status: number, code: string, title: string, detail: string) => ({ type: 'about:blank', status, code, title, detail })

export const hasConnections = (...items: Connection[]) => answer('get', '/api/connections', { items })

export const hasPlatforms = (...items: Platform[]) => answer('get', '/api/platforms', { items })

/** The hub lets people wait for this one. */
export const neverAnswers = (path: string) => hub.use(http.get(path, () => new Promise<never>(() => undefined)))
