import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection, aHistory } from '@/test/fixtures'
import { answer, hasConnections, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

it('shows history, scopes, generation and what an agent sends', async () => {
  answer('get', '/api/connections/c1', aConnection({ missing_scopes: ['read:org'], history: [aHistory({ text: 'Refreshed; generation 3.', why: 'due', life_left: 720 })] }))
  openDashboard('/dashboard/connections/c1')
  expect(await screen.findByRole('heading', { name: 'GitHub', level: 1 })).toBeVisible()
  expect(screen.getByText('Refreshed; generation 3.')).toBeVisible()
  expect(screen.getByText('Because it was due, with 12 m of the token’s life left.')).toBeVisible()
  const about = screen.getByRole('complementary', { name: 'About this connection' })
  expect(about).toHaveTextContent('read:orgnot granted')
  expect(about).toHaveTextContent('Token generation3')
  expect(screen.getByText('curl -H "Authorization: Bearer $(cat /data/agent.key)" http://localhost:8400/credentials/github')).toBeVisible()
})

it('its tokens are a picture with a sentence, and the same as a table', async () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  const history = [
    aHistory({ at: ago(30), why: 'rejected', life_left: 600, generation: 2 }),
    aHistory({ at: ago(30), kind: 'token_rejected', text: 'A 401.', life_left: 600 }),
    aHistory({ at: ago(80), kind: 'connected', text: 'Connected as ada.', generation: 1 }),
  ]
  answer('get', '/api/connections/c1', aConnection({ history }))
  const { user } = openDashboard('/dashboard/connections/c1')
  const picture = await screen.findByRole('img', { name: 'Its tokens over time' })
  expect(picture).toHaveAccessibleDescription('2 tokens in this time, refreshed with 10 m of life left, 1 report of a 401.')
  expect(picture.querySelectorAll('rect')).toHaveLength(4) // each in use, and with life left
  expect(picture.querySelectorAll('polyline')).toHaveLength(1)
  await user.click(screen.getByText('Show numbers'))
  const rows = within(screen.getByRole('table', { name: 'Its tokens over time' })).getAllByRole('row').slice(1)
  expect(rows.map((row) => within(row).getAllByRole('cell').map((cell) => cell.textContent))).toEqual([['2', 'a 401 was reported', '10 m'], ['1', 'connected', '–']])
})

it('what is not granted can be asked for again', async () => {
  answer('get', '/api/connections/c1', aConnection({ missing_scopes: ['read:org'] }))
  openDashboard('/dashboard/connections/c1')
  const again = await screen.findByRole('link', { name: 'Ask again for what is not granted at GitHub' })
  expect(again).toHaveAttribute('href', '/auth/github/login?connection=c1&return_to=%2Fdashboard%2Fconnections%2Fc1')
})

it('each agent that uses it is there with its last use, and leads to what it did', async () => {
  const at = new Date(Date.now() - 180_000).toISOString()
  answer('get', '/api/connections/c1', aConnection({ agents: [{ at, key_id: 'key_1', key_name: 'Mail agent' }, { at, key_id: 'key_2', key_name: null }] }))
  openDashboard('/dashboard/connections/c1')
  const agents = within(await screen.findByRole('region', { name: 'Agents' }))
  expect(agents.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Mail agent3 m ago', 'key_23 m ago'])
  expect(agents.getByRole('link', { name: 'Mail agent' })).toHaveAttribute('href', '/dashboard/activity?who=key_1&connection=c1')
})

it('without agents, history and missing scopes the page says so or leaves them out', async () => {
  answer('get', '/api/connections/c1', aConnection({ state: 'needs_reconnect', missing_scopes: ['read:org'], history: [], agents: [] }))
  openDashboard('/dashboard/connections/c1')
  expect(await screen.findByText('No agent has used it lately.')).toBeVisible()
  expect(screen.getByText('Nothing has happened yet.')).toBeVisible()
  expect(screen.queryByRole('img', { name: 'Its tokens over time' })).not.toBeInTheDocument()
  expect(screen.queryByRole('link', { name: /Ask again/ })).not.toBeInTheDocument()
})

it('a connection that is not there says so', async () => {
  answer('get', '/api/connections/other', problem(404, 'not_connected', 'There is no such connection.', 'Connect the account first.'), 404)
  openDashboard('/dashboard/connections/other')
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no such connection.')
})

it('after disconnecting it goes back to the list', async () => {
  answer('get', '/api/connections/c1', aConnection({ history: [] }))
  answer('delete', '/api/connections/c1', { state: 'revoked', revoked_at_provider: true, manual_url: null })
  const { user } = openDashboard('/dashboard/connections/c1')
  await user.click(await screen.findByRole('button', { name: 'Disconnect GitHub' }))
  hasConnections()
  answer('get', '/api/connections/c1', problem(404, 'not_connected', 'There is no such connection.', 'Connect it.'), 404)
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Disconnect' }))
  await user.click(await screen.findByRole('button', { name: 'Close' }))
  expect(await screen.findByRole('heading', { name: 'Connections' })).toBeVisible()
})
