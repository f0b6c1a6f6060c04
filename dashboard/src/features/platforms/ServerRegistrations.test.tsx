import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { Platform } from '@/api/types'
import { aGuide, aPlatform } from '@/test/fixtures'
import { answer } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const path = '/api/platforms/github/registration'
const theirs = { instance: 'git.acme.example', client_id: 'theirs', has_client_secret: true, source: 'dashboard' } as const

function openSetup(platform: Platform = aPlatform(), usual: string | null = 'github.example') {
  answer('get', '/api/platforms/github', platform)
  answer('get', '/api/platforms/github/registration-guide', aGuide({ per_server: { name: 'host', description: 'Your server, such as github.example', default: usual, registered: [] } }))
  return openDashboard('/dashboard/platforms/github')
}

it('the usual server and the others have a form each', async () => {
  openSetup()
  expect(await screen.findByRole('heading', { name: 'App registration at github.example' })).toBeVisible()
  expect(screen.getByRole('heading', { name: 'Other servers' })).toBeVisible()
  expect(screen.getAllByLabelText('Client id')).toHaveLength(2)
})

it('without a usual server each has to be named', async () => {
  openSetup(aPlatform(), null)
  expect(await screen.findByRole('heading', { name: 'Servers' })).toBeVisible()
  expect(screen.getAllByLabelText('Client id')).toHaveLength(1)
})

it('sends the client of a server with its name, and never without one', async () => {
  const received = answer('put', path, aPlatform({ status: 'ready', instances: [theirs] }))
  const { user } = openSetup()
  const section = within(await screen.findByRole('region', { name: 'Other servers' }))
  await user.type(section.getByLabelText('Client id'), 'theirs')
  await user.type(section.getByLabelText('Client secret'), 'very-secret')
  await user.click(section.getByRole('button', { name: 'Save for this server' }))
  expect(await section.findByText('Enter the name of the server that gave you the client id.')).toBeVisible()
  await user.type(section.getByLabelText('Server'), 'https://git.acme.example')
  expect(await section.findByText('Enter the name only, without https:// and path.')).toBeVisible()
  expect(received).toEqual([])

  await user.clear(section.getByLabelText('Server'))
  await user.type(section.getByLabelText('Server'), 'git.acme.example')
  answer('get', '/api/platforms/github', aPlatform({ status: 'ready', instances: [theirs] }))
  await user.click(section.getByRole('button', { name: 'Save for this server' }))
  expect(await screen.findByText('Accounts of git.acme.example can be connected now.')).toBeVisible()
  expect(received).toEqual([{ header: '1', body: { client_id: 'theirs', client_secret: 'very-secret', instance: 'git.acme.example' } }])
  expect(await section.findByText('theirs')).toBeVisible()
  expect(section.getByLabelText('Server')).toHaveValue('')
})

it('a server is removed after asking, and what configuration sets is not', async () => {
  const removed = answer('delete', path, aPlatform())
  const { user } = openSetup(aPlatform({ instances: [theirs, { ...theirs, instance: 'set.example', source: 'configuration' }] }))
  expect(await screen.findByText('set in configuration')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Remove set.example' })).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Remove git.acme.example' }))
  expect(removed).toEqual([])
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  expect(await screen.findByText('The hub has forgotten the client id of git.acme.example.')).toBeVisible()
  expect(removed).toHaveLength(1)
})
