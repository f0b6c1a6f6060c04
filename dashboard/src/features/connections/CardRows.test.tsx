import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { aConnection } from '@/test/fixtures'
import { hasConnections } from '@/test/hub'
import { openDashboard } from '@/test/openDashboard'

const many = Array.from({ length: 5000 }, (_, number) => aConnection({ id: `c${number}`, account: { id: String(number), name: `account ${number}`, avatar_url: null } }))
const cards = () => screen.queryAllByRole('article').map((card) => card.getAttribute('aria-label'))

beforeEach(() => {
  hasConnections(...many)
  // jsdom lays nothing out.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(200)
})

it('of 5,000 only those near the window are in the page, and each says where it stands', async () => {
  openDashboard()
  await screen.findByRole('article', { name: 'GitHub, account 0' })
  // The first stand there until the code for thousands has come.
  expect(cards().length).toBeLessThan(40)
  await waitFor(() => expect(screen.getAllByRole('listitem').at(-1)).toHaveAttribute('aria-setsize', '5000'))
  expect(cards().length).toBeLessThan(40)
  act(() => {
    Object.defineProperty(window, 'scrollY', { configurable: true, value: 220 * 2500 })
    fireEvent.scroll(window)
  })
  expect(await screen.findByRole('article', { name: 'GitHub, account 2500' })).toBeInTheDocument()
  expect(cards()).not.toContain('GitHub, account 0')
  expect(cards().length).toBeLessThan(60)
  Object.defineProperty(window, 'scrollY', { configurable: true, value: 0 })
})

it('the search finds what is not in the page', async () => {
  const { user } = openDashboard()
  await user.type(await screen.findByRole('searchbox'), 'account 4999')
  expect(await screen.findByRole('article', { name: 'GitHub, account 4999' })).toBeInTheDocument()
  expect(cards()).toEqual(['GitHub, account 4999'])
})
