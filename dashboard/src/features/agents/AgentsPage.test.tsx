import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { FakeEventSource } from '@/test/FakeEventSource'
import { aKey } from '@/test/fixtures'
import { answer, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/agents/keys'

it('says that it is loading', async () => {
  neverAnswers(path)
  openDashboard('/dashboard/agents')
  expect(await screen.findByText('Loading the keys…')).toBeInTheDocument()
})

it('shows the problem with a way to try again', async () => {
  answer('get', path, problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Look at the hub.'), 503)
  const { user } = openDashboard('/dashboard/agents')
  const alert = await screen.findByRole('alert')
  answer('get', path, { items: [aKey()] })
  await user.click(within(alert).getByRole('button', { name: 'Retry' }))
  expect(await screen.findByRole('article', { name: 'Mail agent' })).toBeVisible()
})

it('a hub without keys says what one is', async () => {
  answer('get', path, { items: [] })
  openDashboard('/dashboard/agents')
  expect(await screen.findByRole('heading', { name: 'No agent has a key yet' })).toBeVisible()
})

it('a card says how the key begins, what it may do, and where it was last used; names are text', async () => {
  const name = '<img src=x onerror=alert(1)>'
  answer('get', path, { items: [aKey({ name, last_used_at: new Date(Date.now() - 120_000).toISOString(), last_used_from: '10.1.4.7' }), aKey({ id: 'key_2', name: 'Old', prefix: null, expired: true })] })
  const { container } = openDashboard('/dashboard/agents')
  const card = await screen.findByRole('article', { name })
  expect(card).toHaveTextContent('ohk_Ab3d…')
  expect(card).toHaveTextContent('For you, at all platforms; may read tokens; without an end.')
  expect(card).toHaveTextContent('Used 2 m ago from 10.1.4.7')
  expect(container.querySelector('img')).toBeNull()
  const old = screen.getByRole('article', { name: 'Old' })
  expect(old).toHaveTextContent('Over')
  expect(old).toHaveTextContent('key_2')
  expect(old).toHaveTextContent('Never used')
  expect(within(old).getByRole('link', { name: 'Activity of Old' })).toHaveAttribute('href', '/dashboard/activity?who=key_2')
})

it('revoking asks first and says what follows', async () => {
  const revoked = answer('delete', `${path}/key_1`, null, 204)
  const { user } = openDashboard('/dashboard/agents')
  await user.click(await screen.findByRole('button', { name: 'Revoke Mail agent' }))
  const dialog = screen.getByRole('alertdialog', { name: 'Revoke Mail agent?' })
  expect(dialog).toHaveTextContent('refused within a second')
  await user.click(within(dialog).getByRole('button', { name: 'Keep it' }))
  expect(revoked).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Revoke Mail agent' }))
  answer('get', path, { items: [] })
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }))
  expect(await screen.findByText('Mail agent opens nothing any more.')).toBeVisible()
  expect(await screen.findByRole('heading', { name: 'No agent has a key yet' })).toBeVisible()
  expect(revoked).toEqual([{ header: '1', body: null }])
})

it('a revocation that fails is told where it was asked for', async () => {
  answer('delete', `${path}/key_1`, problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Try again.'), 503)
  const { user } = openDashboard('/dashboard/agents')
  await user.click(await screen.findByRole('button', { name: 'Revoke Mail agent' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }))
  expect(await within(screen.getByRole('alertdialog')).findByRole('alert')).toHaveTextContent('The hub cannot use its vault now.')
})

it('a key that was made elsewhere shows without anybody doing anything', async () => {
  openDashboard('/dashboard/agents')
  await screen.findByRole('article', { name: 'Mail agent' })
  act(() => FakeEventSource.current.open())
  answer('get', path, { items: [aKey(), aKey({ id: 'key_2', name: 'Another' })] })
  FakeEventSource.current.say('keys')
  expect(await screen.findByRole('article', { name: 'Another' })).toBeVisible()
})

it('the examples name this hub and the chosen platform', async () => {
  const { user } = openDashboard('/dashboard/agents')
  const section = within(await screen.findByRole('region', { name: 'Use it in a program' }))
  await waitFor(() => expect(section.getByLabelText('For which platform')).toHaveValue('github'))
  expect(section.getByRole('tabpanel')).toHaveTextContent("curl -H 'Authorization: Bearer ohk_…' http://localhost:8400/credentials/github")
  await waitFor(() => expect(section.getByRole('option', { name: 'Sandbox' })).toBeInTheDocument())
  await user.selectOptions(section.getByLabelText('For which platform'), 'sandbox')
  await user.click(section.getByRole('tab', { name: 'Python' }))
  expect(section.getByRole('tabpanel')).toHaveTextContent('hub = Hub("http://localhost:8400", "ohk_…") print(hub.get("sandbox",')
  await user.click(section.getByRole('tab', { name: 'MCP' }))
  expect(section.getByRole('tabpanel')).toHaveTextContent('"url": "http://localhost:8400/mcp"')
})
