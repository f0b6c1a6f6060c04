import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection, aPlatform, aSession } from '@/test/fixtures'
import { answer, hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const asPerson = () => answer('get', '/api/session', aSession({ user: 'otto', name: 'Otto', role: 'person' }))

it('a person is not offered what only operators may', async () => {
  asPerson()
  hasConnections(aConnection({ state: 'quarantined', reason: 'restored_copy' }))
  openDashboard()
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Use again' })).not.toBeInTheDocument()
  expect(screen.queryByRole('link', { name: 'Health' })).not.toBeInTheDocument()
})

it('a person sees their keys and no webhooks', async () => {
  asPerson()
  openDashboard('/dashboard/agents')
  expect(await screen.findByRole('heading', { name: 'Agents' })).toBeVisible()
  expect(screen.queryByRole('heading', { name: 'Webhooks' })).not.toBeInTheDocument()
})

it('a person sees whether a platform is set up, and not with what', async () => {
  asPerson()
  answer('get', '/api/platforms/github', aPlatform())
  openDashboard('/dashboard/platforms/github')
  expect(await screen.findByText(/An operator of this hub looks after/)).toBeVisible()
  expect(screen.queryByRole('textbox', { name: /client id/i })).not.toBeInTheDocument()
})
