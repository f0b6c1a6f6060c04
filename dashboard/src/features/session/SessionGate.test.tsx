import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection, aSession } from '@/test/fixtures'
import { answer, hasConnections, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const notSignedIn = problem(401, 'not_signed_in', 'You are not signed in.', 'Open the start link.')

it('who is not signed in is told what to do, and comes in afterwards', async () => {
  answer('get', '/api/session', notSignedIn, 401)
  const { user } = openDashboard()
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeVisible()
  expect(screen.getByText(/\/signin\?t=…$/)).toBeVisible()
  answer('get', '/api/session', aSession())
  await user.click(screen.getByRole('button', { name: /try again/ }))
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})

it('what is on the first page is asked for beside who the person is', async () => {
  neverAnswers('/api/session')
  const received = hasConnections(aConnection())
  openDashboard()
  await waitFor(() => expect(received).toHaveLength(1))
  expect(screen.queryByRole('article')).not.toBeInTheDocument()
})

it('who is not signed in is asked who he is once, and sees what is his when he comes back', async () => {
  const asked = answer('get', '/api/session', notSignedIn, 401)
  const refused = answer('get', '/api/connections', notSignedIn, 401)
  const { user } = openDashboard()
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await waitFor(() => expect(refused).toHaveLength(1))
  expect(asked).toHaveLength(1)
  answer('get', '/api/session', aSession())
  hasConnections(aConnection())
  await user.click(screen.getByRole('button', { name: /try again/ }))
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})

it('a session that ends while the page is open ends on the screen too', async () => {
  answer('get', '/api/session', notSignedIn, 401)
  answer('get', '/api/connections', notSignedIn, 401)
  openDashboard()
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeVisible()
  expect(screen.queryByRole('article')).not.toBeInTheDocument()
})

it('signing out is asked of the hub, and leaves nothing on the screen', async () => {
  const received = answer('post', '/signout', null, 204)
  const { user } = openDashboard()
  await user.click(await screen.findByRole('button', { name: 'Account of Local user' }))
  answer('get', '/api/session', notSignedIn, 401)
  await user.click(screen.getByRole('menuitem', { name: 'Sign out' }))
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeVisible()
  expect(screen.queryByRole('article')).not.toBeInTheDocument()
  expect(received).toEqual([{ header: '1', body: null }])
})

it('a hub that does not answer is no sign-out', async () => {
  answer('get', '/api/session', problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Try again.'), 503)
  openDashboard()
  expect(await screen.findByRole('button', { name: 'Retry' })).toBeVisible()
  expect(screen.queryByText('You are signed out')).not.toBeInTheDocument()
})

it('the frame names the version', async () => {
  openDashboard()
  expect(await screen.findByText('OAuthHub 9.8.7 · Development')).toBeVisible()
})

it('the ways to sign in are buttons, and why it failed is said', async () => {
  answer('get', '/api/session', notSignedIn, 401)
  answer('get', '/api/signin', {
    items: [
      { kind: 'oidc', name: 'Example login', path: '/signin/oidc' },
      { kind: 'start_link', name: 'Start link', path: null },
    ],
  })
  openDashboard('/dashboard?signin=not_allowed')
  expect(await screen.findByRole('link', { name: 'Continue with Example login' })).toHaveAttribute('href', '/signin/oidc?return_to=%2Fdashboard')
  expect(screen.getByRole('alert')).toHaveTextContent('not on the list')
})
