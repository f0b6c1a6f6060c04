import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { Platform, PlatformGuide } from '@/api/types'
import { aGuide, aPlatform } from '@/test/fixtures'
import { answer, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

function openGuide(guide: PlatformGuide, platform: Platform = aPlatform()) {
  answer('get', '/api/platforms/github', platform)
  answer('get', '/api/platforms/github/registration-guide', guide)
  return openDashboard('/dashboard/platforms/github')
}

it('says what to copy and the steps, in their order', async () => {
  openGuide(aGuide())
  expect(await screen.findByText('http://localhost:8400/auth/github/callback')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Copy the redirect address' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Copy the scopes' })).toBeVisible()
  expect(screen.getAllByRole('listitem').map((step) => step.textContent)).toEqual(expect.arrayContaining(['1Open the developer settings.', '2Create an OAuth app.']))
  expect(screen.getByRole('link', { name: /^Open the developer page of GitHub/ })).toHaveAttribute('href', 'https://github.example/settings')
})

it('holds each demand of the platform against the address, in words and not by colour alone', async () => {
  openGuide(
    aGuide({
      redirect_checks: [
        { rule: 'https_only', verdict: 'refused', text: 'GitHub accepts only https addresses.', copy: null },
        { rule: 'http_in_development_only', verdict: 'depends', text: 'Only in development.', copy: null },
        { rule: 'domain_only', verdict: 'ok', text: 'Enter the domain only.', copy: 'localhost' },
      ],
    }),
  )
  const list = await screen.findByRole('list', { name: 'What the platform demands of the redirect address' })
  expect(within(list).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'Will be refused: GitHub accepts only https addresses.',
    'It depends: Only in development.',
    expect.stringContaining('Fits: Enter the domain only.localhost'),
  ])
  expect(within(list).getByRole('button', { name: 'Copy what domain only asks for' })).toBeVisible()
})

it('calls what is to be entered as the platform does, and asks for no secret where there is none', async () => {
  openGuide(aGuide({ client_id_name: 'App key', secret: 'none' }))
  expect(await screen.findByLabelText('App key')).toBeVisible()
  expect(screen.queryByLabelText(/secret/i)).not.toBeInTheDocument()
})

it('says which settings there are and which must be set', async () => {
  openGuide(
    aGuide({
      variables: [
        { name: 'tenant', description: 'The tenant', default: 'common', value: null, setting: 'OAuthHub:Platforms:github:Variables:tenant' },
        { name: 'site', description: 'The site', default: null, value: null, setting: 'OAuthHub:Platforms:github:Variables:site' },
      ],
    }),
  )
  expect(await screen.findByText('OAuthHub:Platforms:github:Variables:tenant')).toBeVisible()
  expect(screen.getByText('The tenant. Not set: common.')).toBeVisible()
  expect(screen.getByText('The site. It must be set.')).toBeVisible()
})

it('asks for nothing where the hub gets its client by itself', async () => {
  openGuide(aGuide({ kind: 'automatic', about: 'Nothing has to be registered.', values: [], steps: [] }))
  expect(await screen.findByText('Nothing has to be registered.')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Save registration' })).not.toBeInTheDocument()
})

it('shows the problem when there is no guide', async () => {
  answer('get', '/api/platforms/github', aPlatform())
  answer('get', '/api/platforms/github/registration-guide', problem(500, 'internal', 'Something went wrong in the hub.', 'Look at its log.'), 500)
  openDashboard('/dashboard/platforms/github')
  expect(within(await screen.findByRole('alert')).getByRole('button', { name: 'Retry' })).toBeVisible()
})
