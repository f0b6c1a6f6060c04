import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { answer, hasConnections, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const first = aConnection()
const second = aConnection({ id: 'c2', account: { id: '7', name: 'grace', avatar_url: null } })

it('a label is saved, and without a change there is nothing to save', async () => {
  answer('get', '/api/connections/c1', first)
  const received = answer('patch', '/api/connections/c1', { ...first, label: 'Work' })
  const { user } = openDashboard('/dashboard/connections/c1')
  const label = await screen.findByRole('textbox', { name: 'Label' })
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
  await user.type(label, ' Work {Enter}')
  expect(await screen.findByText('Saved.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: { label: 'Work' } }])
})

it('of several accounts one can be made the default', async () => {
  hasConnections(first, second)
  answer('get', '/api/connections/c1', first)
  const received = answer('patch', '/api/connections/c1', { ...first, is_default: true })
  const { user } = openDashboard('/dashboard/connections/c1')
  const box = await screen.findByRole('checkbox', { name: 'The default of GitHub' })
  expect(box).toHaveAccessibleDescription(/2 accounts are connected/)
  await user.click(box)
  expect(await screen.findByText('Saved.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: { is_default: true } }])
})

it('an only account has no default to choose, and a refusal is shown', async () => {
  answer('get', '/api/connections/c1', first)
  answer('patch', '/api/connections/c1', problem(400, 'invalid_request', 'The request is not valid.', 'A label has at most 64 characters.'), 400)
  const { user } = openDashboard('/dashboard/connections/c1')
  await user.type(await screen.findByRole('textbox', { name: 'Label' }), 'x{Enter}')
  expect(await screen.findByText('A label has at most 64 characters.')).toBeVisible()
  expect(screen.queryByRole('checkbox')).not.toBeInTheDocument()
})

it('the card says what it is called, that it is the default, and who used it', async () => {
  hasConnections(aConnection({ label: 'Work', is_default: true, last_used: { at: new Date(Date.now() - 180_000).toISOString(), key_id: 'key_1', key_name: 'Mail agent' } }))
  openDashboard()
  const card = await screen.findByRole('article', { name: 'GitHub, ada' })
  expect(card).toHaveTextContent('ada · Work · default')
  expect(card).toHaveTextContent(/Used by Mail agent 3 m ago/)
})
