import { onlineManager } from '@tanstack/react-query'
import { act, screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aPlatform } from '@/test/fixtures'
import { aPlatformHealth, aSeries, aSummary, numbers } from '@/test/healthFixtures'
import { answer, hasPlatforms, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const summary = '/api/health/summary'
const series = '/api/health/series'
const open = () => openDashboard('/dashboard/health')

it('says that it is loading', async () => {
  neverAnswers(summary)
  open()
  expect(await screen.findByText('Loading the hub’s health…')).toBeInTheDocument()
})

it('shows the problem with a way to try again', async () => {
  answer('get', summary, problem(500, 'internal', 'Something went wrong in the hub.', 'Look into the log.'), 500)
  const { user } = open()
  const alert = await screen.findByRole('alert')
  answer('get', summary, aSummary())
  await user.click(within(alert).getByRole('button', { name: 'Retry' }))
  expect(await screen.findByText('All is well.')).toBeVisible()
})

it('a hub that did nothing yet says what will stand here', async () => {
  open()
  expect(await screen.findByText('Nothing happened yet')).toBeVisible()
  expect(screen.getByText('All is well.')).toBeVisible()
  expect(screen.getByText('Up for 1 h 30 m')).toBeVisible()
  expect(screen.getByText('Of this process, since its start.')).toBeVisible()
})

it('what is wrong is said with what to do, the worst first as the hub says it', async () => {
  answer('get', summary, aSummary({
    vault: 'away',
    workers_alive: 0,
    findings: [
      { code: 'vault_unavailable', severity: 'critical', title: 'The vault cannot be written.', remedy: 'Look at the disk.', platform: null },
      { code: 'platform_pause', severity: 'notice', title: 'GitHub asked for a pause.', remedy: 'Ask for more.', platform: 'github' },
    ],
  }))
  open()
  const items = within(await screen.findByRole('list', { name: 'What is wrong' })).getAllByRole('listitem')
  expect(items.map((item) => item.textContent)).toEqual(['The vault cannot be written.Look at the disk.', 'GitHub asked for a pause.Ask for more.'])
  expect(screen.getByText('Does not answer')).toBeVisible()
  expect(screen.queryByText('All is well.')).not.toBeInTheDocument()
})

it('a chart is a picture with a name and a sentence, and its numbers are in a table', async () => {
  const minute = { refreshed: 3, failed: 1, earliness_median: 3000, earliness_p10: 60 }
  answer('get', series, aSeries({ ...minute, outcomes: { refreshed: 3, platform_timeout: 1 } }, minute))
  const { user } = open()
  const chart = await screen.findByRole('img', { name: 'Refreshes' })
  expect(chart).toHaveAccessibleDescription('3 refreshes gave new tokens, 1 failed (platform timeout 1).')
  expect(chart.querySelectorAll('rect')).toHaveLength(2)
  const early = screen.getByRole('img', { name: 'How early refreshes come' })
  expect(early.querySelectorAll('polyline')).toHaveLength(2) // one point of each is a dot
  const figure = within(screen.getByRole('figure', { name: 'How early refreshes come' }))
  await user.click(figure.getByText('Show numbers'))
  expect(figure.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['50 m', '1 m'])
  expect(within(screen.getByRole('figure', { name: 'Tokens handed out' })).getByText('Nothing happened in this time.')).toBeInTheDocument()
})

it('another range is another question', async () => {
  const { user } = open()
  await screen.findByText('Nothing happened yet')
  answer('get', series, { ...aSeries({ handed_out: 7 }, { handed_out: 7 }), range: '24h', shared: true, processes: 4 })
  await user.click(screen.getByRole('radio', { name: 'Last day' }))
  expect(await screen.findByText('Of 4 processes together.')).toBeVisible()
  expect(screen.getByRole('img', { name: 'Tokens handed out' })).toHaveAccessibleDescription('7 tokens went to agents.')
})

it('without a network the page says so instead of waiting', async () => {
  openDashboard('/dashboard/platforms')
  await screen.findByRole('article', { name: 'GitHub' })
  act(() => onlineManager.setOnline(false))
  try {
    act(() => screen.getByRole('link', { name: 'Health' }).click())
    expect(await screen.findByText('You are offline.')).toBeVisible()
  } finally {
    act(() => onlineManager.setOnline(true))
  }
  expect(await screen.findByText('All is well.')).toBeVisible()
})

it('a platform’s page tells how it answers', async () => {
  hasPlatforms(aPlatform({ status: 'ready' }))
  answer('get', '/api/platforms/:id', aPlatform({ status: 'ready' }))
  answer('get', '/api/platforms/:id/health', aPlatformHealth({ breaker: 'broken', closed_until: new Date(Date.now() + 125_000).toISOString(), last_hour: numbers({ success_rate: 0.9996, pauses: 2 }), last_day: numbers({ latency_p50: 0.2, latency_p95: 3 }) }))
  openDashboard('/dashboard/platforms/github')
  const section = within(await screen.findByRole('region', { name: 'Health' }))
  expect(section.getByText('99.9 % in the last hour, none in the last day')).toBeVisible()
  expect(section.getByText('0.2 s; one in twenty more than 3 s')).toBeVisible()
  expect(section.getByText(/Paused after failures in a row, until/)).toHaveTextContent('in 2 m')
})
