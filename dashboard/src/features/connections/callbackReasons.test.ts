import { expect, it } from 'vitest'
import { explainCallback } from './callbackReasons'

it.each(['access_denied', 'state_expired', 'account_mismatch', 'code_rejected', 'platform_unavailable', 'blocked_address', 'url_not_allowed', 'vault_unavailable'])('the code %s has a sentence of its own', (code) => {
  expect(explainCallback(code)).not.toBe(explainCallback('no such code'))
  expect(explainCallback(code)).not.toContain(code)
})

it.each([undefined, '', 'ACCESS_DENIED', '__proto__', 'constructor', 'toString', '<img src=x onerror=alert(1)>'])('%s gets the general sentence', (code) => {
  expect(explainCallback(code)).toMatch(/^Something unexpected happened/)
})
