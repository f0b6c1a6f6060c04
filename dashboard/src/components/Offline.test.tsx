import { onlineManager } from '@tanstack/react-query'
import { act, screen, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { afterEach, expect, it } from 'vitest'
import { followNetwork } from '@/api/contact'
import { FakeEventSource } from '@/test/FakeEventSource'
import { hub } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const network = (isThere: boolean) => act(() => onlineManager.setOnline(isThere))
const isGone = (text: string) => waitFor(() => expect(screen.queryByText(text)).not.toBeInTheDocument())

afterEach(() => network(true))

const lists: [page: string, path: string, find: () => Promise<HTMLElement>][] = [
  ['Connections', '/dashboard', () => screen.findByRole('article', { name: 'GitHub, ada' })],
  ['Platforms', '/dashboard/platforms', () => screen.findByRole('article', { name: 'GitHub' })],
  ['Agents', '/dashboard/agents', () => screen.findByRole('article', { name: 'Mail agent' })],
  ['Activity', '/dashboard/activity', () => screen.findByText('Token read', { selector: 'p' })],
  ['Health', '/dashboard/health', () => screen.findByText('All is well.')],
  ['Sessions', '/dashboard/sessions', () => screen.findByText('This one')],
]

it.each(lists)('%s keeps what it has without a network, says from when it is, and goes on by itself', async (_, path, find) => {
  openDashboard(path)
  await find()
  network(false)
  const banner = (await screen.findByText('You are offline.')).closest('[role=status]')
  expect(banner).toHaveTextContent(/What you see is from \d{1,2}:\d\d/)
  expect(await find()).toBeVisible()
  network(true)
  await isGone('You are offline.')
  expect(await find()).toBeVisible()
})

it.each(lists.slice(0, -1))('%s, opened without a network, says so instead of loading, and comes by itself', async (page, _, find) => {
  openDashboard('/dashboard/sessions')
  await screen.findByText('This one')
  network(false)
  act(() => screen.getByRole('link', { name: page }).click())
  expect((await screen.findAllByText('Not here yet'))[0]).toBeVisible()
  expect(screen.getByText('You are offline.')).toBeVisible()
  expect(screen.queryByText(/^Loading/)).not.toBeInTheDocument()
  network(true)
  expect(await find()).toBeVisible()
  await isGone('Not here yet')
})

it('a hub that does not answer is told from no network, and what was read stays', async () => {
  openDashboard()
  const card = await screen.findByRole('article', { name: 'GitHub, ada' })
  act(() => FakeEventSource.current.open())
  hub.use(http.get('/api/*', () => HttpResponse.error()))
  act(() => FakeEventSource.current.lose())
  expect((await screen.findByText('The hub does not answer now.')).closest('[role=status]')).toHaveTextContent(/What you see is from \d{1,2}:\d\d/)
  expect(card).toBeVisible()
  hub.resetHandlers()
  act(() => FakeEventSource.current.open())
  await isGone('The hub does not answer now.')
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})

it('a list that could not be read comes by itself when the hub is back', async () => {
  hub.use(http.get('/api/connections', () => HttpResponse.error()))
  openDashboard()
  expect(await screen.findByRole('alert')).toHaveTextContent('The hub does not answer.')
  act(() => FakeEventSource.current.lose())
  hub.resetHandlers()
  act(() => FakeEventSource.current.open())
  expect(await screen.findByRole('article', { name: 'GitHub, ada' })).toBeVisible()
})

it('a hub on this very machine needs no network', async () => {
  openDashboard()
  await screen.findByRole('article', { name: 'GitHub, ada' })
  act(() => void window.dispatchEvent(new Event('offline')))
  expect(await screen.findByText('You are offline.')).toBeVisible()
  act(() => void window.dispatchEvent(new Event('online')))
  await isGone('You are offline.')
  followNetwork('localhost')
  act(() => void window.dispatchEvent(new Event('offline')))
  expect(onlineManager.isOnline()).toBe(true)
  expect(screen.queryByText('You are offline.')).not.toBeInTheDocument()
})
