import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { aPlatform, practicePlatform } from '@/test/fixtures'
import { answer, hasPlatforms, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const github = aPlatform()
const old = aPlatform({ id: 'old', name: 'Oldsite', category: 'social', status: 'unavailable', unavailable_reason: 'It ended its API.' })
const names = () => screen.queryAllByRole('article').map((tile) => tile.getAttribute('aria-label'))

it('says that it is loading', async () => {
  neverAnswers('/api/platforms')
  openDashboard('/dashboard/platforms')
  expect(await screen.findByText('Loading platforms…')).toBeInTheDocument()
})

it('shows the problem with a way to try again', async () => {
  answer('get', '/api/platforms', problem(500, 'internal', 'Something went wrong in the hub.', 'Look at its log.'), 500)
  openDashboard('/dashboard/platforms')
  expect(within(await screen.findByRole('alert')).getByRole('button', { name: 'Retry' })).toBeVisible()
})

it('what can be used comes first, and what cannot says why', async () => {
  hasPlatforms(old, github, practicePlatform())
  openDashboard('/dashboard/platforms')
  await screen.findByRole('article', { name: 'GitHub' })
  expect(screen.getByRole('radio', { name: /All/ })).toBeChecked()
  expect(names()).toEqual(['Sandbox', 'GitHub', 'Oldsite'])
  expect(screen.getByRole('link', { name: 'Connect Sandbox' })).toHaveAttribute('href', '/dashboard/platforms?connect=sandbox')
  expect(screen.getByRole('link', { name: 'Set up GitHub' })).toHaveAttribute('href', '/dashboard/platforms/github')
  expect(screen.getByRole('article', { name: 'Oldsite' })).toHaveTextContent('It ended its API.')
})

it('search and category are in the address', async () => {
  hasPlatforms(old, github, practicePlatform())
  const { user, query } = openDashboard('/dashboard/platforms?category=social')
  await screen.findByRole('article', { name: 'Oldsite' })
  expect(names()).toEqual(['Oldsite'])
  await user.click(screen.getByRole('radio', { name: /All/ }))
  await user.type(screen.getByRole('searchbox'), 'hub')
  await waitFor(() => expect(query()).toEqual({ q: 'hub' }))
  expect(names()).toEqual(['GitHub'])
})
