import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { answer, hasConnections, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

async function openDisconnect() {
  const dashboard = openDashboard()
  await dashboard.user.click(await screen.findByRole('button', { name: 'Disconnect GitHub' }))
  return { ...dashboard, dialog: screen.getByRole('alertdialog') }
}

it('refreshing shows what the hub says about it', async () => {
  const received = answer('post', '/api/connections/c1/refresh', { outcome: 'refreshed', message: 'A new token was issued.', retry_after: null, connection: aConnection() })
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Refresh now GitHub' }))
  expect(await screen.findByText('A new token was issued.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: null }])
})

it('a refresh that must wait says for how long', async () => {
  answer('post', '/api/connections/c1/refresh', { outcome: 'try_later', message: 'The platform could not be asked now.', retry_after: 12, connection: null })
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Refresh now GitHub' }))
  expect(await screen.findByText('The platform could not be asked now. Next try possible in 12 s.')).toBeVisible()
})

it('a refused refresh shows the problem', async () => {
  answer('post', '/api/connections/c1/refresh', problem(429, 'rate_limited', 'Too soon.', 'Wait a little.'), 429)
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Refresh now GitHub' }))
  expect(await screen.findByText('Too soon.')).toBeVisible()
  expect(screen.getByText('Wait a little.')).toBeVisible()
})

it('a connection that was set aside can be used again', async () => {
  hasConnections(aConnection({ state: 'quarantined', reason: 'restored', reason_text: 'The vault was restored from an older copy.' }))
  const received = answer('post', '/api/connections/c1/release', aConnection())
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Use again' }))
  expect(await screen.findByText('The connection is used again.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: null }])
})

it('a record that does not open cannot be used again', async () => {
  hasConnections(aConnection({ state: 'quarantined', reason: 'integrity', reason_text: 'The stored record does not verify.' }))
  openDashboard()
  expect(await screen.findByRole('link', { name: 'Reconnect GitHub' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Use again' })).not.toBeInTheDocument()
})

it('nothing is disconnected before the consequence was read', async () => {
  const received = answer('delete', '/api/connections/c1', { state: 'revoked', revoked_at_provider: true, manual_url: null })
  const { user, dialog } = await openDisconnect()
  expect(dialog).toHaveTextContent('Agents that use this account stop working at once.')
  expect(within(dialog).getByRole('button', { name: 'Keep it' })).toHaveFocus()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  expect(received).toEqual([])
})

it('disconnecting tells that the platform was told', async () => {
  const received = answer('delete', '/api/connections/c1', { state: 'revoked', revoked_at_provider: true, manual_url: null })
  const { user, dialog } = await openDisconnect()
  hasConnections()
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
  expect(await screen.findByText('The tokens are deleted, and GitHub was told to withdraw them.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: null }])
  await user.click(screen.getByRole('button', { name: 'Close' }))
  expect(await screen.findByText('Connect your first account')).toBeVisible()
})

it('disconnecting tells where to withdraw access when the platform was not told', async () => {
  answer('delete', '/api/connections/c1', { state: 'revoked', revoked_at_provider: false, manual_url: 'https://github.example/apps' })
  const { user, dialog } = await openDisconnect()
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
  expect(await screen.findByText(/GitHub was not told/)).toBeVisible()
  expect(screen.getByRole('link', { name: /connected apps at GitHub/ })).toHaveAttribute('href', 'https://github.example/apps')
})

it('disconnecting tells that the platform could not be told yet', async () => {
  answer('delete', '/api/connections/c1', { state: 'revoking', revoked_at_provider: false, manual_url: null }, 202)
  const { user, dialog } = await openDisconnect()
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
  expect(await screen.findByText(/could not be told yet; the hub keeps trying/)).toBeVisible()
})

it('a refused disconnect says why and leaves the connection', async () => {
  answer('delete', '/api/connections/c1', problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Try again.'), 503)
  const { user, dialog } = await openDisconnect()
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('The hub cannot use its vault now. Try again.')
  await user.click(within(dialog).getByRole('button', { name: 'Keep it' }))
  expect(screen.getByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})
