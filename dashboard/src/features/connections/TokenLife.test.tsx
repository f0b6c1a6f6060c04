import { act, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { TokenLife } from './TokenLife'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

it('time left and the next refresh count down by themselves, on one clock', () => {
  render(<TokenLife connection={aConnection({ issued_at: at(-30), expires_at: at(90), next_refresh_at: at(2) })} />)
  render(<TokenLife connection={aConnection({ expires_at: at(75) })} />)
  expect(vi.getTimerCount()).toBe(1)
  expect(screen.getByText('1 m 30 s left')).toBeVisible()
  expect(screen.getByText('Refresh in 2 s')).toBeVisible()
  act(() => void vi.advanceTimersByTime(1000))
  expect(screen.getByText('1 m 29 s left')).toBeVisible()
  expect(screen.getByText('Refresh in 1 s')).toBeVisible()
  expect(screen.getByText('1 m 14 s left')).toBeVisible()
  act(() => void vi.advanceTimersByTime(90_000))
  expect(screen.getAllByText('Token ended')).toHaveLength(2)
  expect(screen.getByText('Refresh due now')).toBeVisible()
})

it('a token without a known end has no bar', () => {
  render(<TokenLife connection={aConnection({ expires_at: null, next_refresh_at: null, can_refresh: false })} />)
  expect(screen.getByText('No known end')).toBeVisible()
  expect(screen.getByText('Cannot be refreshed')).toBeVisible()
  expect(screen.queryByRole('progressbar')).not.toBeInTheDocument()
})
