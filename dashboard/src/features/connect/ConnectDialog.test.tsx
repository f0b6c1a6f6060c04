import { screen, within } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { aPlatform, practicePlatform } from '@/test/fixtures'
import { answer, hasPlatforms, neverAnswers, problem } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'
import { leave } from './leave'

vi.mock('./leave', () => ({ leave: vi.fn() }))
beforeEach(() => vi.mocked(leave).mockClear())

const github = aPlatform({ status: 'ready' })
const social = aPlatform({
  id: 'social', name: 'Social', category: 'social', status: 'ready', scope_offers: [],
  questions: [{ name: 'instance', description: 'Your server', default: null, pattern: null }, { name: 'size', description: 'Its size: S or M', default: 'S', pattern: '[SM]' }],
})
const notReady = aPlatform({ id: 'box', name: 'Box', category: 'storage' })
const gone = aPlatform({ id: 'old', name: 'Oldsite', category: 'social', status: 'unavailable' })
const dialog = async (name: string | RegExp) => within(await screen.findByRole('dialog', { name }))

beforeEach(() => void hasPlatforms(github, practicePlatform(), social, notReady, gone))

it('the choice has the platforms that can be connected, by category and search', async () => {
  const { user } = openDashboard()
  await user.click(await screen.findByRole('link', { name: 'Connect an account' }))
  const choice = await dialog('Connect an account')
  const names = () => choice.queryAllByRole('link').map((link) => link.textContent)
  expect(await choice.findByRole('list', { name: 'Platforms' })).toBeVisible()
  expect(names()).toEqual([expect.stringContaining('GitHub'), expect.stringContaining('Sandbox'), expect.stringContaining('Social'), expect.stringMatching(/Box.*Set up first/)])
  await user.click(choice.getByRole('radio', { name: /Social/ }))
  expect(names()).toHaveLength(1)
  await user.click(choice.getByRole('radio', { name: /All/ }))
  await user.type(choice.getByRole('searchbox'), 'zzz')
  expect(choice.getByRole('status')).toHaveTextContent('No platform matches.')
})

it('it says that it loads, and what is wrong', async () => {
  neverAnswers('/api/platforms')
  openDashboard('/dashboard?connect=')
  expect(await screen.findByText('Loading platforms…')).toBeInTheDocument()
})

it('a problem is shown in the hub’s words', async () => {
  answer('get', '/api/platforms', problem(503, 'vault_unavailable', 'The hub cannot use its vault now.', 'Try again.'), 503)
  openDashboard('/dashboard?connect=')
  expect(await screen.findByRole('alert')).toHaveTextContent('The hub cannot use its vault now.')
})

it('scopes are explained, the optional ones can be chosen, and the person comes back to where they were', async () => {
  const { user } = openDashboard('/dashboard?q=ada&connect=github')
  const step = await dialog('Connect GitHub')
  const always = within(step.getByRole('list', { name: 'Always asked for' }))
  expect(always.getByText('read:user')).toBeVisible()
  expect(step.getByRole('checkbox', { name: /Read and change your repositories/ })).toBeChecked()
  await user.click(step.getByRole('checkbox', { name: /Read and change your repositories/ }))
  await user.click(step.getByRole('checkbox', { name: /Make gists/ }))
  await user.click(step.getByRole('button', { name: 'Continue to GitHub' }))
  expect(leave).toHaveBeenCalledExactlyOnceWith('/auth/github/login?return_to=%2Fdashboard%3Fq%3Dada&scopes=gist')
  expect(step.getByRole('button', { name: 'Opening GitHub…' })).toBeDisabled()
})

it('questions are asked first, and nothing leaves before they are answered', async () => {
  const { user } = openDashboard('/dashboard?connect=social')
  const step = await dialog('Connect Social')
  await user.click(step.getByRole('button', { name: 'Continue to Social' }))
  const server = step.getByRole('textbox', { name: 'Your server' })
  expect(server).toHaveFocus()
  expect(server).toHaveAccessibleDescription('This is needed before you can sign in there.')
  await user.type(server, 'social.example')
  const size = step.getByRole('textbox', { name: 'Its size: S or M' })
  await user.clear(size)
  await user.type(size, 'XL{Enter}')
  expect(size).toHaveFocus()
  expect(size).toHaveAccessibleDescription('This cannot be right: Its size: S or M')
  expect(leave).not.toHaveBeenCalled()
  await user.clear(size)
  await user.type(size, 'M{Enter}')
  expect(leave).toHaveBeenCalledExactlyOnceWith('/auth/social/login?return_to=%2Fdashboard&instance=social.example&size=M')
})

it('Escape closes it and leaves the page as it was', async () => {
  const { user, query } = openDashboard('/dashboard?q=ada')
  await user.click(await screen.findByRole('link', { name: 'Connect an account' }))
  await dialog('Connect an account')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  expect(query()).toEqual({ q: 'ada' })
})

it('a platform that is not set up leads back to the choice', async () => {
  openDashboard('/dashboard?connect=box')
  expect(await screen.findByText(/cannot be connected as things are/)).toBeVisible()
  expect(screen.getByRole('link', { name: /^GitHub/ })).toBeVisible()
})
