import { expect, it } from 'vitest'
import { connectPath, reconnectPath, returnPath } from './connectPath'

it.each([
  ['/dashboard', '/dashboard'],
  ['/dashboard/?q=a', '/dashboard?q=a'],
  ['/dashboard?q=ada&state=active', '/dashboard?q=ada&state=active'],
  ['/dashboard/platforms?q=two+words#there', '/dashboard/platforms?q=two+words'],
  ['/dashboard/platforms?q=%C3%BCber', '/dashboard/platforms'],
  ['/dashboard?q=a..b', '/dashboard'],
  [`/dashboard/agents?q=${'x'.repeat(600)}`, '/dashboard/agents'],
  ['//evil.example/dashboard', '/dashboard'],
  ['/dashboards', '/dashboard'],
])('%s is returned to as %s', (href, path) => {
  expect(returnPath(href)).toBe(path)
})

it('the way to the platform carries what was chosen', () => {
  expect(connectPath({ platform: 'mastodon', returnTo: '/dashboard?q=a', scopes: ['read', 'write'], answers: { instance: 'social.example' } })).toBe(
    '/auth/mastodon/login?return_to=%2Fdashboard%3Fq%3Da&instance=social.example&scopes=read+write',
  )
  expect(connectPath({ platform: 'x', returnTo: '/dashboard', scopes: [] })).toBe('/auth/x/login?return_to=%2Fdashboard&scopes=')
  expect(connectPath({ platform: 'x', returnTo: '/dashboard' })).toBe('/auth/x/login?return_to=%2Fdashboard')
})

it('a reconnect ends where it began', () => {
  expect(reconnectPath('/auth/github/login?connection=c1&return_to=/dashboard', '/dashboard/connections/c1')).toBe('/auth/github/login?connection=c1&return_to=%2Fdashboard%2Fconnections%2Fc1')
})
