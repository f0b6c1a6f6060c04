import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { answer, hasConnections, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const at = new Date().toISOString()

it('shows history, scopes, generation and what an agent sends', async () => {
  answer('get', '/api/connections/c1', aConnection({ missing_scopes: ['read:org'], history: [{ at, kind: 'refreshed', text: 'Refreshed; generation 3.' }] }))
  openDashboard('/dashboard/connections/c1')
  expect(await screen.findByRole('heading', { name: 'GitHub', level: 1 })).toBeVisible()
  expect(screen.getByText('Refreshed; generation 3.')).toBeVisible()
  const about = screen.getByRole('complementary', { name: 'About this connection' })
  expect(about).toHaveTextContent('read:orgnot granted')
  expect(about).toHaveTextContent('Token generation3')
  expect(screen.getByText('curl -H "Authorization: Bearer $(cat /data/agent.key)" http://localhost:8400/credentials/github')).toBeVisible()
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
