import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import openApi from '../../openapi.json?raw'
import { aConnection, aHistory } from '@/test/fixtures'
import { answer, hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'
import { formatDuration, formatRelative } from '@/time/formatTime'
import { hub } from './de/hub'
import { browserLanguage, currentLanguage, showLanguage, startLanguage } from './language'
import { counted, formatNumber, formatPercent } from './numbers'

const KEY = 'oauthhub.language'

afterEach(async () => {
  localStorage.clear()
  await showLanguage('en')
})

it('the shell and a card are shown in the chosen language, and the choice is kept', async () => {
  hasConnections(aConnection({ label: 'Arbeit' }))
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Theme: System, language: English' }))
  await user.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }))

  expect(await screen.findByRole('heading', { name: 'Verbindungen' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Plattformen' })).toBeVisible()
  expect(document.documentElement).toHaveAttribute('lang', 'de')
  expect(localStorage.getItem(KEY)).toBe('de')
  const card = within(await screen.findByRole('article', { name: 'GitHub, ada' }))
  expect(card.getByText('Aktiv')).toBeVisible()
  expect(card.getByText(/^noch \d+ Min\./)).toBeVisible()
  expect(card.getByRole('button', { name: 'Jetzt erneuern GitHub' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('button', { name: 'Darstellung: Wie das System, Sprache: Deutsch' })).toHaveFocus())

  await user.keyboard('{Enter}')
  await user.click(await screen.findByRole('menuitemradio', { name: 'English' }))
  expect(await screen.findByRole('heading', { name: 'Connections' })).toBeVisible()
  expect(document.documentElement).toHaveAttribute('lang', 'en')
})

it('a connection’s page tells in German what the hub has codes for, and else what the hub says', async () => {
  await showLanguage('de')
  const history = [aHistory({ why: 'due', life_left: 720, generation: 2 }), aHistory({ kind: 'live_grants', text: 'Three sign-ins.' }), aHistory({ kind: 'connected', generation: 1 })]
  answer('get', '/api/connections/c1', aConnection({ state: 'needs_reconnect', reason: 'rotation_lost', reason_text: 'The tokens are spent.', history }))
  openDashboard('/dashboard/connections/c1')
  expect(await screen.findByText(/^Die Plattform hat neue Token ausgegeben/)).toBeVisible()
  for (const text of ['Neues Zugriffstoken.', 'Grund: es war fällig, 12 Min. vor dem Ende des Tokens.', 'Three sign-ins.']) expect(screen.getByText(text)).toBeVisible()
  expect(screen.getByRole('img', { name: 'Die Token im Lauf der Zeit' })).toHaveAccessibleDescription('2 Token in dieser Zeit, erneuert mit 12 Min. Restlaufzeit.')
  expect(screen.queryByText('The tokens are spent.')).not.toBeInTheDocument()
})

it('a problem has a German title by its code', async () => {
  await showLanguage('de')
  answer('get', '/api/connections/c1', { title: 'There is no such connection.', detail: 'Connect it.', code: 'not_connected' }, 404)
  openDashboard('/dashboard/connections/c1')
  expect(await screen.findByRole('alert')).toHaveTextContent('Diese Verbindung gibt es nicht.Connect it.')
})

it('every problem that German has a title for is one of the hub’s', () => {
  expect(Object.keys(hub.problems).filter((code) => !openApi.includes(`"${code}"`))).toEqual([])
})

it('numbers, times and plurals follow the language', async () => {
  const inWords = () => [formatNumber(1234.5), formatPercent(0.99987), formatDuration(72_000), formatRelative('2026-01-01T00:00:00Z', Date.parse('2026-01-03T01:00:00Z')), counted(1, 'a', 'b')]
  expect(inWords()).toEqual(['1,234.5', '99.9 %', '1 m 12 s', '2 d ago', '1 a'])
  await showLanguage('de')
  expect(inWords()).toEqual(['1.234,5', '99,9 %', '1 Min. 12 Sek.', 'vor 2 Tg.', '1 a'])
})

it.each([
  [['de-AT', 'en'], 'de'],
  [['fr-FR', 'DE', 'en'], 'de'],
  [['en-GB', 'de'], 'en'],
  [['fr', 'deu'], 'en'],
  [[], 'en'],
] as const)('of what the person reads, %j, the first that there is begins: %s', (tags, language) => {
  expect(browserLanguage(tags)).toBe(language)
})

it.each([
  ['de', 'en', 'de'],
  ['en', 'de', 'en'],
  ['klingon', 'de', 'de'],
  [null, 'de', 'de'],
] as const)('with %s kept and a browser in %s it begins in %s', async (kept, browser, language) => {
  if (kept !== null) localStorage.setItem(KEY, kept)
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([browser])
  await startLanguage()
  expect(currentLanguage()).toBe(language)
})

it('where storage is blocked, the browser’s language it is', async () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('blocked', 'SecurityError')
  })
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de'])
  await startLanguage()
  expect(currentLanguage()).toBe('de')
})
