import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

it('a connection that the hub really has is named', async () => {
  openDashboard('/dashboard?status=success&platform=github&connection=c1')
  expect(await screen.findByText('Connected GitHub')).toBeVisible()
})

it('a crafted success names nothing', async () => {
  openDashboard('/dashboard?status=success&platform=github&connection=made-up')
  expect(await screen.findByText('The connection finished')).toBeVisible()
  expect(screen.queryByText('Connected GitHub')).not.toBeInTheDocument()
})

it('a success for another platform than the connection’s names nothing', async () => {
  hasConnections(aConnection({ platform: 'slack', platform_name: 'Slack' }))
  openDashboard('/dashboard?status=success&platform=github&connection=c1')
  expect(await screen.findByText('The connection finished')).toBeVisible()
})

it('a known reason is explained', async () => {
  openDashboard('/dashboard?status=error&platform=github&reason=access_denied')
  const alert = await screen.findByRole('alert')
  await waitFor(() => expect(alert).toHaveTextContent('GitHub was not connected'))
  expect(alert).toHaveTextContent('Access was not allowed at the platform.')
})

it('what stands in the address is never printed, whatever it is', async () => {
  const trick = '<img src=x onerror=alert(1)>'
  const { container } = openDashboard(`/dashboard?status=error&platform=${encodeURIComponent(trick)}&reason=${encodeURIComponent(trick)}`)
  expect(await screen.findByRole('alert')).toHaveTextContent('The account was not connected')
  expect(screen.getByRole('alert')).toHaveTextContent('Something unexpected happened')
  expect(container.textContent).not.toContain('onerror')
  expect(container.querySelector('img')).toBeNull()
})

it('a status that does not exist shows no message', async () => {
  openDashboard('/dashboard?status=hacked&reason=access_denied')
  await screen.findByRole('article', { name: 'GitHub, ada' })
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

it('dismissing cleans the address and leaves the filters', async () => {
  const { user, query } = openDashboard('/dashboard?status=error&platform=github&reason=access_denied&q=git')
  await user.click(await screen.findByRole('button', { name: 'Dismiss this message' }))
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  expect(query()).toEqual({ q: 'git' })
})
