import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aKey } from '@/test/fixtures'
import { answer, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/agents/keys'
const SECRET = 'ohk_shown-once'
const unlimited = { users: ['local'], platforms: [], connections: [], actions: ['token:read'], methods: [], paths: [], networks: [], requests_per_minute: null, expires_at: null }

const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

async function openForm() {
  const opened = openDashboard('/dashboard/agents/new')
  await screen.findByLabelText('Name')
  await screen.findByRole('option', { name: 'Sandbox' })
  return opened
}

async function makeOne() {
  const opened = await openForm()
  fill('Name', 'Mail agent')
  await opened.user.click(screen.getByRole('button', { name: 'Make the key' }))
  await screen.findByText(SECRET)
  return opened
}

it('the sentence becomes the limits, and is said back', async () => {
  const received = answer('post', path, { key: SECRET, grant: aKey() }, 201)
  const { user } = await openForm()
  fill('Name', 'Issue bot')
  await user.click(screen.getByLabelText('these people'))
  fill('People', 'anna, ben anna')
  await user.selectOptions(screen.getByLabelText('Add a platform'), 'github')
  await user.selectOptions(screen.getByLabelText('Add an account'), 'c1')
  await user.click(screen.getByLabelText('read tokens'))
  await user.click(screen.getByLabelText('call through the proxy'))
  await user.click(screen.getByLabelText('GET'))
  fill('Paths', '/repos/**')
  fill('requests a minute', '90')
  fill('Last day', '2099-03-01')
  fill('Networks', '10.0.0.0/8')
  expect(screen.getByTestId('sentence')).toHaveTextContent(
    /^For anna and ben, at GitHub, with ada at GitHub only; may call through the proxy with GET on \/repos\/\*\*; at most 90 requests a minute; until .*2099.*; from 10\.0\.0\.0\/8\.$/,
  )
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  await screen.findByText(SECRET)
  expect(received).toEqual([
    {
      header: '1',
      body: {
        name: 'Issue bot', users: ['anna', 'ben'], platforms: ['github'], connections: ['c1'], actions: ['proxy'], methods: ['GET'], paths: ['/repos/**'], networks: ['10.0.0.0/8'], requests_per_minute: 90,
        expires_at: new Date(2099, 2, 1, 23, 59, 59).toISOString(),
      },
    },
  ])
})

it('what is left alone is not limited, and a limit of the proxy alone goes with it', async () => {
  const received = answer('post', path, { key: SECRET, grant: aKey() }, 201)
  const { user } = await openForm()
  fill('Name', 'Mail agent')
  await user.click(screen.getByLabelText('call through the proxy'))
  await user.click(screen.getByLabelText('GET'))
  await user.click(screen.getByLabelText('call through the proxy'))
  await user.selectOptions(screen.getByLabelText('Add a platform'), 'github')
  await user.click(screen.getByRole('button', { name: 'Leave out GitHub' }))
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  await screen.findByText(SECRET)
  expect(received[0]?.body).toEqual({ name: 'Mail agent', ...unlimited })
})

it('says what is missing before anything is sent', async () => {
  const received = answer('post', path, null, 500)
  const { user } = await openForm()
  await user.click(screen.getByLabelText('read tokens'))
  await user.click(screen.getByLabelText('these people'))
  fill('requests a minute', '0')
  fill('Last day', '2020-01-01')
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  expect(await screen.findByText('Give it a name by which you know it again.')).toBeVisible()
  expect(screen.getByText('Choose at least one thing that it may do.')).toBeVisible()
  expect(screen.getByText('A whole number from 1 to 1000000, or nothing.')).toBeVisible()
  expect(screen.getByText('Choose a day to come, or none.')).toBeVisible()
  expect(received).toEqual([])
})

it('shows what the hub refuses, in its words', async () => {
  answer('post', path, problem(400, 'invalid_request', 'The request cannot be read.', "'x' is no network."), 400)
  const { user } = await openForm()
  fill('Name', 'a')
  fill('Networks', 'x')
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  expect(await screen.findByText("'x' is no network.")).toBeVisible()
})

it('the key is shown once, with examples that hold it, and is nowhere afterwards', async () => {
  answer('post', path, { key: SECRET, grant: aKey() }, 201)
  const { user, container } = await makeOne()
  expect(screen.getByRole('heading', { name: 'The key of Mail agent' })).toHaveFocus()
  expect(screen.getByRole('tabpanel')).toHaveTextContent(`Bearer ${SECRET}`)
  await user.click(screen.getByRole('button', { name: 'Copy the key' }))
  expect(await navigator.clipboard.readText()).toBe(SECRET)
  await user.click(screen.getByRole('link', { name: 'Agents' }))
  expect(await screen.findByRole('article', { name: 'Mail agent' })).toBeVisible()
  expect(container.textContent).not.toContain(SECRET)
})

it('who leaves without the key is asked first', async () => {
  answer('post', path, { key: SECRET, grant: aKey() }, 201)
  const { user } = await makeOne()
  await user.click(screen.getByRole('link', { name: 'Agents' }))
  await user.click(within(await screen.findByRole('alertdialog', { name: 'Leave without the key?' })).getByRole('button', { name: 'Stay here' }))
  expect(screen.getByText(SECRET)).toBeVisible()
  await user.click(screen.getByRole('link', { name: 'Agents' }))
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Leave' }))
  expect(await screen.findByRole('heading', { name: 'Agents' })).toBeVisible()
})

it('who says that it is stored is not asked', async () => {
  answer('post', path, { key: SECRET, grant: aKey() }, 201)
  const { user } = await makeOne()
  await user.click(screen.getByRole('button', { name: 'I have stored it' }))
  expect(await screen.findByRole('heading', { name: 'Agents' })).toBeVisible()
})

it('changing sends the whole of it, with what was not touched as it was', async () => {
  const before = aKey({ users: [], platforms: ['github'], connections: ['gone'], actions: ['token:read', 'admin'], networks: ['10.0.0.0/8'], requests_per_minute: 5, expires_at: '2020-01-01T10:20:30Z', expired: true })
  answer('get', `${path}/key_1`, before)
  const received = answer('put', `${path}/key_1`, before)
  const { user } = openDashboard('/dashboard/agents/key_1')
  await screen.findByLabelText('Name')
  fill('Name', 'Other')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(received).toHaveLength(1))
  expect(received[0]?.body).toEqual({
    ...unlimited, name: 'Other', users: [], platforms: ['github'], connections: ['gone'], actions: ['token:read', 'admin'], networks: ['10.0.0.0/8'], requests_per_minute: 5, expires_at: '2020-01-01T10:20:30Z',
  })
  expect(await screen.findByRole('heading', { name: 'Agents' })).toBeVisible()
})
