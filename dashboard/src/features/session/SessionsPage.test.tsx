import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aListedSession, aSession } from '@/test/fixtures'
import { answer, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const phone = aListedSession({ id: 'ses_2', current: false, user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1' })

it('lists where somebody is signed in and ends one from afar', async () => {
  answer('get', '/api/sessions', { items: [aListedSession(), phone] })
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Account of Local user' }))
  await user.click(screen.getByRole('menuitem', { name: 'Sessions' }))
  expect(await screen.findByRole('article', { name: 'Firefox on Linux' })).toHaveTextContent('This one')
  const other = screen.getByRole('article', { name: 'Safari on iOS' })
  expect(other).toHaveTextContent('192.0.2.7')
  const received = answer('delete', '/api/sessions/ses_2', null, 204)
  answer('get', '/api/sessions', { items: [aListedSession()] })
  await user.click(within(other).getByRole('button', { name: /Sign out/ }))
  expect(await screen.findByText('That session has ended.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: null }])
  expect(screen.queryByRole('article', { name: 'Safari on iOS' })).not.toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Sign out all others' })).toBeDisabled()
})

it('ends all others at once, and what the hub refuses is said', async () => {
  answer('get', '/api/sessions', { items: [aListedSession(), phone] })
  const { user } = openDashboard('/dashboard/sessions')
  answer('delete', '/api/sessions', problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Try again.'), 503)
  await user.click(await screen.findByRole('button', { name: 'Sign out all others' }))
  expect(await screen.findByText('The hub cannot use its vault now.')).toBeVisible()
  const received = answer('delete', '/api/sessions', null, 204)
  await user.click(screen.getByRole('button', { name: 'Sign out all others' }))
  expect(await screen.findByText('All other sessions have ended.')).toBeVisible()
  expect(received).toHaveLength(1)
})

it('only an operator can ask for everybody’s', async () => {
  answer('get', '/api/session', aSession({ role: 'person' }))
  openDashboard('/dashboard/sessions')
  expect(await screen.findByRole('article', { name: 'Firefox on Linux' })).toBeVisible()
  expect(screen.queryByRole('checkbox', { name: /everybody/ })).not.toBeInTheDocument()
})
