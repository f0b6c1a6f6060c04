import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'
import { formatDuration, formatRelative } from '@/time/formatTime'
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
