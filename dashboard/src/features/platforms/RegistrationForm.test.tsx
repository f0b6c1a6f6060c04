import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { Platform } from '@/api/types'
import { aPlatform } from '@/test/fixtures'
import { answer, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/platforms/github/registration'

function openSetup(platform: Platform = aPlatform()) {
  answer('get', '/api/platforms/github', platform)
  return openDashboard('/dashboard/platforms/github')
}

it('sends nothing while something is missing', async () => {
  const received = answer('put', path, aPlatform())
  const { user } = openSetup()
  await user.click(await screen.findByRole('button', { name: 'Save registration' }))
  expect(await screen.findByText('Enter the client id that the platform gave you.')).toBeVisible()
  expect(screen.getByText('Enter the client secret: this platform needs one.')).toBeVisible()
  expect(screen.getByLabelText('Client id')).toBeInvalid()
  expect(screen.getByLabelText('Client id')).toHaveFocus()
  expect(received).toEqual([])
})

it.each([
  ['Client id', 'ab\u200bcd', /^The client id may hold only plain/],
  ['Client secret', 'sécret', /^The client secret may hold only plain/],
  ['Scopes (optional)', 'répo', /^Scopes may hold only plain/],
])('%s with signs that no platform gives out is not sent', async (field, value, message) => {
  const received = answer('put', path, aPlatform())
  const { user } = openSetup(aPlatform({ registration: { has_client_secret: true } }))
  await user.type(await screen.findByLabelText('Client id'), 'id')
  await user.clear(screen.getByLabelText(field))
  await user.type(screen.getByLabelText(field), value)
  await user.click(screen.getByRole('button', { name: 'Save registration' }))
  expect(await screen.findByText(message)).toBeVisible()
  expect(received).toEqual([])
})

it('sends what was entered, and forgets the secret', async () => {
  const saved = aPlatform({ status: 'ready', scopes: ['repo', 'gist'], registration: { client_id: 'id', has_client_secret: true, source: 'dashboard' } })
  const received = answer('put', path, saved)
  const { user } = openSetup()
  await user.type(await screen.findByLabelText('Client id'), ' id ')
  await user.type(screen.getByLabelText('Client secret'), 'very-secret')
  await user.type(screen.getByLabelText('Scopes (optional)'), 'repo, gist')
  answer('get', '/api/platforms/github', saved)
  await user.click(screen.getByRole('button', { name: 'Save registration' }))
  expect(await screen.findByRole('link', { name: 'Connect GitHub' })).toHaveAttribute('href', '/dashboard/platforms/github?connect=github')
  expect(received).toEqual([{ header: '1', body: { client_id: 'id', client_secret: 'very-secret', scopes: ['repo', 'gist'] } }])
  expect(screen.getByLabelText('Client secret')).toHaveValue('')
})

it('a secret left empty keeps the stored one', async () => {
  const platform = aPlatform({ status: 'ready', registration: { client_id: 'id', has_client_secret: true, source: 'dashboard' } })
  const received = answer('put', path, platform)
  const { user } = openSetup(platform)
  await user.click(await screen.findByRole('button', { name: 'Save registration' }))
  expect(await screen.findByText('GitHub can be connected now.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: { client_id: 'id' } }])
})

it('a key stands in for the secret where the platform takes one', async () => {
  const saved = aPlatform({ status: 'ready', registration: { client_id: 'id', has_private_key: true, takes_private_key: true, source: 'dashboard' } })
  const received = answer('put', path, saved)
  const { user } = openSetup(aPlatform({ registration: { takes_private_key: true } }))
  await user.type(await screen.findByLabelText('Client id'), 'id')
  const key = screen.getByLabelText('Private key (in place of the secret)')
  await user.type(key, 'no key')
  await user.click(screen.getByRole('button', { name: 'Save registration' }))
  expect(await screen.findByText('Paste the whole private key, as PEM or JWK.')).toBeVisible()
  expect(received).toEqual([])
  await user.clear(key)
  await user.click(key)
  await user.paste('-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n')
  await user.click(screen.getByRole('button', { name: 'Save registration' }))
  await waitFor(() => expect(received).toEqual([{ header: '1', body: { client_id: 'id', private_key: '-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----' } }]))
  expect(key).toHaveValue('')
})

it('shows what the hub refuses', async () => {
  answer('put', path, problem(400, 'invalid_request', 'The request is not valid.', 'GitHub needs a client_secret.'), 400)
  const { user } = openSetup(aPlatform({ registration: { needs_client_secret: false } }))
  await user.type(await screen.findByLabelText('Client id'), 'id')
  await user.click(screen.getByRole('button', { name: 'Save registration' }))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The request is not valid.')
  expect(alert).toHaveTextContent('GitHub needs a client_secret.')
})

it('removes a registration after asking', async () => {
  const received = answer('delete', path, aPlatform())
  const { user } = openSetup(aPlatform({ status: 'ready', registration: { client_id: 'id', has_client_secret: true, source: 'dashboard' } }))
  await user.click(await screen.findByRole('button', { name: 'Remove' }))
  expect(received).toEqual([])
  answer('get', '/api/platforms/github', aPlatform())
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  expect(await screen.findByText('The hub has forgotten the client id of GitHub.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: null }])
  expect(screen.getByLabelText('Client id')).toHaveValue('')
})

it('a registration from configuration is explained and cannot be edited', async () => {
  openSetup(aPlatform({ status: 'ready', registration: { client_id: 'from-config', has_client_secret: true, source: 'configuration' } }))
  expect(await screen.findByText('This registration is set in the hub’s configuration.')).toBeVisible()
  expect(screen.getByText('from-config')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Save registration' })).not.toBeInTheDocument()
})
