import { act, screen, waitFor, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { afterEach, expect, it, vi } from 'vitest'
import type { AuditEntry } from '@/api/types'
import { anEntry, aKey } from '@/test/fixtures'
import { answer, hub, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/audit'
const down = () => answer('get', path, problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Look at the hub.'), 503)
const at = (second: number) => `2030-01-01T12:00:${String(second).padStart(2, '0')}.1234567+00:00`
const rows = () => screen.queryAllByRole('listitem').map((row) => row.textContent)

/** Answers each question from the entries, the newest first, as the hub does; says what was asked. */
function hasAudit(entries: AuditEntry[]) {
  const asked: Record<string, string>[] = []
  hub.use(
    http.get(path, ({ request }) => {
      const params = new URL(request.url).searchParams
      asked.push(Object.fromEntries(params))
      const [from, before, limit] = [params.get('from'), params.get('before'), Number(params.get('limit'))]
      const fitting = entries.filter((entry) => (from === null || entry.at >= from) && (before === null || entry.at < before))
      return HttpResponse.json({ items: fitting.slice(0, limit), more: fitting.length > limit })
    }),
  )
  return asked
}

afterEach(() => void vi.useRealTimers())

it('says that it is loading', async () => {
  neverAnswers(path)
  openDashboard('/dashboard/activity')
  expect(await screen.findByText('Loading the activity…')).toBeInTheDocument()
})

it('shows the problem with a way to try again', async () => {
  down()
  const { user } = openDashboard('/dashboard/activity')
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('Look at the hub.')
  hasAudit([anEntry()])
  await user.click(within(alert).getByRole('button', { name: 'Retry' }))
  expect(await screen.findByText('Token read', { selector: 'p' })).toBeVisible()
})

it('a new hub says when something will stand here', async () => {
  hasAudit([])
  openDashboard('/dashboard/activity')
  expect(await screen.findByText('Nothing has happened yet')).toBeVisible()
})

it('an entry says what, whose, by whom and how it ended; what others wrote is text', async () => {
  answer('get', '/api/agents/keys', { items: [aKey()] })
  const trick = '<img src=x onerror=alert(1)>'
  hasAudit([
    anEntry(),
    anEntry({ outcome: 'not_connected', actor: { kind: 'agent', id: 'key_9', name: trick }, connection: null, remaining_seconds: null, user: 'anna' }),
    anEntry({ what: 'key.made', actor: { kind: 'user', id: 'local', name: null }, platform: null, connection: null, remaining_seconds: null, detail: 'key_1' }),
    anEntry({ what: 'token.refreshed', actor: { kind: 'hub', id: null, name: null }, remaining_seconds: null, detail: 'due', address: null }),
    anEntry({ what: 'session.begun', actor: { kind: 'user', id: 'local', name: null }, platform: null, connection: null, remaining_seconds: null, detail: 'start_link' }),
    anEntry({ what: 'something.new', platform: null, connection: null, remaining_seconds: null }),
  ])
  const { container } = openDashboard('/dashboard/activity')
  await screen.findAllByRole('listitem')
  await waitFor(() => expect(screen.getAllByRole('listitem')[0]).toHaveTextContent('Token read · ada at GitHub'))
  const [read, refused, made, refreshed, begun, other] = screen.getAllByRole('listitem')
  expect(read).toHaveTextContent('Mail agent · 30 m of the token left · from 10.1.4.7')
  expect(read).toHaveTextContent('1 m ago')
  expect(screen.getAllByRole('img', { name: 'Done' })).toHaveLength(5)
  expect(refused).toHaveTextContent('not_connected')
  expect(refused).toHaveTextContent(`${trick} · for anna`)
  expect(made).toHaveTextContent('You · Mail agent')
  expect(begun).toHaveTextContent('You · by the start link')
  expect(refreshed).toHaveTextContent('The hub · it was due')
  expect(other).toHaveTextContent('something.new')
  expect(container.querySelector('img')).toBeNull()
})

it('the filters are in the address, in the question and in the export', async () => {
  const asked = hasAudit([anEntry()])
  const { user, query } = openDashboard('/dashboard/activity?who=key_1&outcome=failed&from=2029-05-03&to=2029-05-04&connection=c1')
  await screen.findByText('Nothing fits')
  const times = { from: new Date(2029, 4, 3).toISOString(), before: new Date(2029, 4, 5).toISOString() }
  expect(asked[0]).toEqual({ actor: 'key_1', outcome: 'failed', connection: 'c1', ...times, limit: '50' })
  expect(screen.getByLabelText('Who')).toHaveValue('key_1')
  expect(screen.getByLabelText('Outcome')).toHaveDisplayValue('Refused or failed')

  await user.selectOptions(screen.getByLabelText('What'), 'Token refresh')
  await waitFor(() => expect(query()).toEqual({ who: 'key_1', what: 'token.refreshed', connection: 'c1', outcome: 'failed', from: '2029-05-03', to: '2029-05-04' }))
  const link = screen.getByRole('link', { name: /^Export/ })
  const exported = new URL(link.getAttribute('href') ?? '', 'http://hub.example')
  expect(exported.pathname).toBe('/api/audit/export')
  expect(Object.fromEntries(exported.searchParams)).toEqual({ actor: 'key_1', what: 'token.refreshed', connection: 'c1', outcome: 'failed', ...times })
  expect(link).toHaveAttribute('download')

  await user.click(await screen.findByRole('button', { name: 'Clear the filters' }))
  expect(query()).toEqual({})
  expect(await screen.findByText('Token read', { selector: 'p' })).toBeVisible()
  expect(screen.getByRole('link', { name: /^Export/ })).toHaveAttribute('href', '/api/audit/export')
})

it('a day that is none filters nothing', async () => {
  const asked = hasAudit([anEntry()])
  openDashboard('/dashboard/activity?from=2029-02-31&to=soon')
  expect(await screen.findByText('Token read', { selector: 'p' })).toBeVisible()
  expect(asked[0]).toEqual({ limit: '50' })
})

it('older ones come when they are asked for', async () => {
  hasAudit(Array.from({ length: 51 }, (_, index) => anEntry({ at: at(59 - index), detail: `number ${index}` })))
  const { user } = openDashboard('/dashboard/activity')
  await user.click(await screen.findByRole('button', { name: 'Older' }))
  expect(await screen.findByText(/number 50/)).toBeVisible()
  expect(rows()).toHaveLength(51)
  expect(screen.getByText('There is nothing older.')).toBeVisible()
})

it('what is new is announced, and comes when it is asked for', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  const entries = [anEntry({ at: at(10), detail: 'the first' })]
  hasAudit(entries)
  openDashboard('/dashboard/activity')
  await screen.findByText(/the first/)
  entries.unshift(...[12, 11].map((second) => anEntry({ at: at(second), detail: `second ${second}` })))
  await act(() => vi.advanceTimersByTimeAsync(10_000))
  const button = await screen.findByRole('button', { name: '2 new' })
  expect(rows()).toHaveLength(1)
  act(() => button.click())
  expect(await screen.findByText(/second 12/)).toBeVisible()
  expect(rows()).toHaveLength(3)
  await waitFor(() => expect(screen.queryByRole('button', { name: /new$/ })).not.toBeInTheDocument())
})

it('a hub that is lost meanwhile is told, and what was read stays', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  hasAudit([anEntry()])
  openDashboard('/dashboard/activity')
  await screen.findByText('Token read', { selector: 'p' })
  down()
  await act(() => vi.advanceTimersByTimeAsync(10_000))
  expect(await screen.findByText('The hub does not answer now.')).toBeVisible()
  expect(rows()).toHaveLength(1)
})

it('without a network the page says so instead of waiting', async () => {
  const { onlineManager } = await import('@tanstack/react-query')
  openDashboard('/dashboard/platforms')
  await screen.findByRole('article', { name: 'GitHub' })
  act(() => onlineManager.setOnline(false))
  try {
    act(() => screen.getByRole('link', { name: 'Activity' }).click())
    expect(await screen.findByText('You are offline.')).toBeVisible()
  } finally {
    act(() => onlineManager.setOnline(true))
  }
  expect(await screen.findByText('Token read', { selector: 'p' })).toBeVisible()
})
