import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { createQueryClient } from '@/api/queryClient'
import { FakeEventSource } from '@/test/FakeEventSource'
import { aConnection } from '@/test/fixtures'
import { hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'
import { followHubEvents, type LiveState } from './hubEvents'

afterEach(() => void vi.useRealTimers())

function follow() {
  vi.useFakeTimers()
  const client = createQueryClient()
  const asked = vi.spyOn(client, 'invalidateQueries')
  const states: LiveState[] = []
  const stop = followHubEvents(client, (state) => states.push(state))
  const forgotten = () => {
    vi.advanceTimersByTime(200)
    const keys = asked.mock.calls.map(([filter]) => filter?.queryKey?.[0])
    asked.mockClear()
    return keys
  }
  return { states, stop, forgotten }
}

it('a change at the hub shows without anybody doing anything', async () => {
  openDashboard()
  await screen.findByRole('article', { name: 'GitHub, ada' })
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(['/api/events'])
  act(() => FakeEventSource.current.open())
  expect(screen.getByText('Live')).toBeVisible()
  hasConnections(aConnection({ state: 'needs_reconnect', reason_text: 'Access was withdrawn.' }))
  FakeEventSource.current.say('connection')
  expect(await screen.findByText('Access was withdrawn.')).toBeVisible()
})

it('a lost hub is told, and everything is asked again when it is back', async () => {
  openDashboard()
  await screen.findByRole('article', { name: 'GitHub, ada' })
  act(() => FakeEventSource.current.open())
  act(() => FakeEventSource.current.lose())
  expect(screen.getByText('Reconnecting')).toBeVisible()
  const received = hasConnections(aConnection())
  act(() => FakeEventSource.current.open())
  expect(screen.getByText('Live')).toBeVisible()
  await waitFor(() => expect(received).toHaveLength(1))
})

it('many changes in a moment are asked for once', () => {
  const { forgotten, stop } = follow()
  FakeEventSource.current.open()
  for (let change = 0; change < 50; change++) FakeEventSource.current.say('connection')
  FakeEventSource.current.say('platform')
  expect(forgotten()).toEqual(['connections', 'platforms'])
  stop()
})

it('a stream that the browser gave up is opened again, later each time', () => {
  const { forgotten, stop } = follow()
  FakeEventSource.current.lose(true)
  expect(forgotten()).toEqual(['session'])
  vi.advanceTimersByTime(2000)
  expect(FakeEventSource.opened).toHaveLength(2)
  FakeEventSource.current.lose(true)
  vi.advanceTimersByTime(2500)
  expect(FakeEventSource.opened).toHaveLength(2)
  vi.advanceTimersByTime(2000)
  expect(FakeEventSource.opened).toHaveLength(3)
  stop()
})

it('a stream that fell silent is opened again; heartbeats keep it', () => {
  const { states, stop } = follow()
  FakeEventSource.current.open()
  for (let beat = 0; beat < 8; beat++) {
    vi.advanceTimersByTime(15_000)
    FakeEventSource.current.say('heartbeat')
  }
  expect(FakeEventSource.opened).toHaveLength(1)
  vi.advanceTimersByTime(50_000)
  expect(FakeEventSource.opened).toHaveLength(2)
  expect(FakeEventSource.opened[0]?.readyState).toBe(FakeEventSource.CLOSED)
  expect(states).toEqual(['live', 'reconnecting'])
  stop()
})

it('nothing goes on after it is stopped', () => {
  const { forgotten, stop } = follow()
  FakeEventSource.current.open()
  FakeEventSource.current.say('connection')
  stop()
  expect(forgotten()).toEqual([])
  vi.advanceTimersByTime(120_000)
  expect(FakeEventSource.opened).toHaveLength(1)
})
