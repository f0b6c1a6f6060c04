import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { Webhook } from '@/api/types'
import { aWebhook } from '@/test/fixtures'
import { answer, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/webhooks'
const types = ['connection.connected', 'connection.needs_reconnect', 'connection.refreshed']

async function openSection(...items: Webhook[]) {
  answer('get', path, { items, types })
  const { user } = openDashboard('/dashboard/agents')
  const section = within(await screen.findByRole('region', { name: 'Webhooks' }))
  if (items.length > 0) await section.findByText(items[0]?.url ?? '', { selector: 'p' })
  else await section.findByText('Nobody is told yet.')
  return { user, section }
}

it('adding sends what was chosen, all but the frequent one at first, and shows the secret once', async () => {
  const received = answer('post', path, { webhook: aWebhook(), secret: 'whsec_once' }, 201)
  const { user, section } = await openSection()
  await user.click(section.getByRole('button', { name: 'Add a webhook' }))
  await user.type(section.getByLabelText('Address'), 'http://hooks.example')
  await user.click(section.getByRole('button', { name: 'Add' }))
  expect(await section.findByText('Enter an address that begins with https://.')).toBeVisible()
  await user.clear(section.getByLabelText('Address'))
  await user.type(section.getByLabelText('Address'), 'https://hooks.example/hub')
  await user.click(section.getByLabelText('connected'))
  answer('get', path, { items: [aWebhook()], types })
  await user.click(section.getByRole('button', { name: 'Add' }))
  expect(await section.findByText('whsec_once')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: { url: 'https://hooks.example/hub', types: ['connection.needs_reconnect'] } }])
  await user.click(section.getByRole('button', { name: 'I have stored it' }))
  expect(section.queryByText('whsec_once')).not.toBeInTheDocument()
  expect(section.getByText('https://hooks.example/hub', { selector: 'p' })).toBeVisible()
})

it('what the hub refuses is said in its words', async () => {
  answer('post', path, problem(400, 'invalid_request', 'The request cannot be read.', 'This address is not public.'), 400)
  const { user, section } = await openSection()
  await user.click(section.getByRole('button', { name: 'Add a webhook' }))
  await user.type(section.getByLabelText('Address'), 'https://10.0.0.1/')
  await user.click(section.getByRole('button', { name: 'Add' }))
  expect(await section.findByText('This address is not public.')).toBeVisible()
})

it('a test says how it ended', async () => {
  answer('post', `${path}/wh_1/test`, { delivered: false, outcome: 'refused', status: 500 })
  const { user, section } = await openSection(aWebhook())
  await user.click(section.getByRole('button', { name: 'Test https://hooks.example/hub' }))
  expect(await screen.findByText('https://hooks.example/hub: refused (500).')).toBeVisible()
})

it('the log is asked for when somebody looks', async () => {
  const asked = answer('get', `${path}/wh_1/deliveries`, {
    items: [{ id: 'msg_1', type: 'connection.needs_reconnect', at: new Date(Date.now() - 60_000).toISOString(), attempt: 2, outcome: 'timeout', status: null, next_at: new Date(Date.now() + 359_000).toISOString() }],
  })
  const { user, section } = await openSection(aWebhook())
  expect(asked).toEqual([])
  await user.click(section.getByText('Delivery log'))
  expect(await section.findByText('no answer in time')).toBeVisible()
  expect(section.getByText('try 2').closest('li')).toHaveTextContent('1 m ago, again in 5 m')
})

it('one that was switched off says why, and is switched on again', async () => {
  const changed = answer('patch', `${path}/wh_1`, aWebhook())
  const { user, section } = await openSection(aWebhook({ enabled: false, disabled_reason: 'failing' }))
  expect(section.getByText('Off: nothing arrived for five days')).toBeVisible()
  await user.click(section.getByRole('button', { name: 'Switch on https://hooks.example/hub' }))
  await waitFor(() => expect(changed).toEqual([{ header: '1', body: { enabled: true } }]))
})

it('removing asks first', async () => {
  const removed = answer('delete', `${path}/wh_1`, null, 204)
  const { user, section } = await openSection(aWebhook())
  await user.click(section.getByRole('button', { name: 'Remove https://hooks.example/hub' }))
  expect(removed).toEqual([])
  answer('get', path, { items: [], types })
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  expect(await section.findByText('Nobody is told yet.')).toBeVisible()
  expect(removed).toHaveLength(1)
})
