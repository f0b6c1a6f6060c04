import { screen, waitFor, within } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { aConnection, aPlatform } from '@/test/fixtures'
import { answer, hasConnections, hasPlatforms, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const slack = aConnection({ id: 'c2', platform: 'slack', platform_name: 'Slack', account: { id: '7', name: 'grace', avatar_url: null } })
const broken = { ...slack, state: 'needs_reconnect', reason: 'grant_revoked', reason_text: 'Access was withdrawn. Reconnect the account.', reconnect_url: '/auth/slack/login?connection=c2' } as const
const cards = () => screen.queryAllByRole('article').map((card) => card.getAttribute('aria-label'))

it('a filter of what is there asks the hub for nothing', async () => {
  const received = hasConnections(aConnection())
  const { user } = openDashboard()
  await screen.findByRole('article', { name: 'GitHub, ada' })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  await user.type(screen.getByRole('searchbox'), 'ada')
  await screen.findByRole('article', { name: 'GitHub, ada' })
  vi.useRealTimers()
  expect(received).toHaveLength(1)
})

it('says that it is loading', async () => {
  neverAnswers('/api/connections')
  openDashboard()
  expect(await screen.findByText('Loading your connections…')).toBeInTheDocument()
})

it('shows a newcomer the practice platform', async () => {
  hasConnections()
  openDashboard()
  expect(await screen.findByRole('heading', { name: 'Connect your first account' })).toBeVisible()
  expect(await screen.findByRole('link', { name: 'Try it with Sandbox' })).toHaveAttribute('href', '/auth/sandbox/login?return_to=%2Fdashboard')
})

it('sends a newcomer to the gallery where no practice platform runs', async () => {
  hasConnections()
  hasPlatforms(aPlatform())
  openDashboard()
  expect(await screen.findByRole('link', { name: 'Browse the platforms' })).toHaveAttribute('href', '/dashboard/platforms')
  expect(screen.queryByRole('link', { name: /Try it with/ })).not.toBeInTheDocument()
})

it('shows the problem in the hub’s words, and tries again when asked to', async () => {
  answer('get', '/api/connections', problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'The operator should look at the hub.'), 503)
  const { user } = openDashboard()
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The hub cannot use its vault now.')
  expect(alert).toHaveTextContent('The operator should look at the hub.')
  hasConnections(aConnection())
  await user.click(within(alert).getByRole('button', { name: 'Retry' }))
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})

it('a card says how the token does', async () => {
  openDashboard()
  const card = await screen.findByRole('article', { name: 'GitHub, ada' })
  expect(card).toHaveTextContent('Active')
  expect(card).toHaveTextContent(/(29 m 5\d s|30 m) left/)
  expect(card).toHaveTextContent(/Refresh in (19 m 5\d s|20 m)/)
  const life = within(card).getByRole('progressbar')
  expect(life).toHaveAccessibleName()
  expect(life).toHaveAttribute('aria-valuenow', '50')
})

it('a connection that needs somebody comes first, with the reason and the way to repair it', async () => {
  hasConnections(aConnection(), broken)
  openDashboard()
  const card = await screen.findByRole('article', { name: 'Slack, grace' })
  expect(cards()).toEqual(['Slack, grace', 'GitHub, ada'])
  expect(card).toHaveTextContent('Needs you')
  expect(card).toHaveTextContent('Access was withdrawn. Reconnect the account.')
  expect(within(card).getByRole('link', { name: 'Reconnect Slack' })).toHaveAttribute('href', '/auth/slack/login?connection=c2&return_to=%2Fdashboard')
  expect(within(card).queryByRole('button', { name: /Refresh now/ })).not.toBeInTheDocument()
})

it('a token that ends soon and cannot be renewed says so, and can be reconnected before it does', async () => {
  hasConnections({ ...broken, state: 'active', reason: 'ends_soon', reason_text: 'The token ends soon. Reconnect the account before it does.' })
  openDashboard()
  const card = await screen.findByRole('article', { name: 'Slack, grace' })
  expect(card).toHaveTextContent('Active')
  expect(card).toHaveTextContent('The token ends soon.')
  expect(within(card).getByRole('link', { name: 'Reconnect Slack' })).toHaveAttribute('href', '/auth/slack/login?connection=c2&return_to=%2Fdashboard')
})

it.each(['//evil.example/x', 'https://evil.example/', 'javascript:alert(1)', '/\\evil.example'])('does not lead to %s to reconnect', async (url) => {
  hasConnections({ ...broken, reconnect_url: url })
  openDashboard()
  await screen.findByRole('article', { name: 'Slack, grace' })
  expect(screen.queryByRole('link', { name: /Reconnect/ })).not.toBeInTheDocument()
})

it.each(['javascript:alert(1)', 'https://evil.example/x.svg', '//evil.example/x.svg', 'data:image/svg+xml,<svg onload=alert(1)>'])('A190: the picture %s is not loaded, and a name is a text', async (url) => {
  const name = '<img src=x onerror=alert(1)>'
  hasConnections(aConnection({ account: { id: '1', name, avatar_url: url } }))
  openDashboard()
  const card = await screen.findByRole('article', { name: `GitHub, ${name}` })
  expect(card).toHaveTextContent(name)
  expect(card.querySelector('img, script, iframe')).toBeNull()
})

it('trouble with the app registration leads to where it is corrected', async () => {
  hasConnections({ ...slack, state: 'degraded', reason: 'app_registration', reason_text: 'The platform refuses the client id.' })
  openDashboard()
  expect(await screen.findByRole('link', { name: 'Check the registration of Slack' })).toHaveAttribute('href', '/dashboard/platforms/slack')
})

it('the address filters by words and state', async () => {
  hasConnections(aConnection(), broken)
  openDashboard('/dashboard?q=gra&state=needs_reconnect')
  await screen.findByRole('article', { name: 'Slack, grace' })
  expect(cards()).toEqual(['Slack, grace'])
  expect(screen.getByRole('searchbox')).toHaveValue('gra')
  expect(screen.getByRole('radio', { name: /Needs you/ })).toBeChecked()
})

it('filtering is written into the address, and taken out again', async () => {
  hasConnections(aConnection(), broken)
  const { user, query } = openDashboard()
  await user.type(await screen.findByRole('searchbox'), 'slack')
  await waitFor(() => expect(query()).toEqual({ q: 'slack' }))
  expect(cards()).toEqual(['Slack, grace'])
  await user.click(screen.getByRole('radio', { name: /Active/ }))
  expect(query()).toEqual({ q: 'slack', state: 'active' })
  expect(await screen.findByText('No connection matches')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Clear the filters' }))
  expect(query()).toEqual({})
  expect(cards()).toHaveLength(2)
  expect(screen.getByRole('searchbox')).toHaveValue('')
})

it('a state that does not exist filters nothing', async () => {
  openDashboard('/dashboard?state=nonsense')
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})
