import { expect, it } from 'vitest'
import { aKey } from '@/test/fixtures'
import { formatDay } from '@/time/formatTime'
import { limitsInWords } from './limitsInWords'

const names = { me: 'local', platform: (id: string) => id.toUpperCase(), connection: (id: string) => `ada (${id})` }
const inWords = (changes: Parameters<typeof aKey>[0]) => limitsInWords(aKey(changes), names)

it.each([
  [{}, 'For you, at all platforms; may read tokens; without an end.'],
  [{ users: [], platforms: ['github'] }, 'For everybody, at GITHUB; may read tokens; without an end.'],
  [{ users: ['local', 'anna'], connections: ['c1'] }, 'For you and anna, at all platforms, with ada (c1) only; may read tokens; without an end.'],
  [{ actions: ['proxy', 'connect:link'] }, 'For you, at all platforms; may call through the proxy and ask people to connect; without an end.'],
  [{ actions: ['proxy'], methods: ['GET', 'HEAD'], paths: ['/user'] }, 'For you, at all platforms; may call through the proxy with GET or HEAD on /user; without an end.'],
  [{ requests_per_minute: 90, networks: ['10.0.0.0/8'] }, 'For you, at all platforms; may read tokens; at most 90 requests a minute; without an end; from 10.0.0.0/8.'],
  [{ actions: ['something:new'] }, 'For you, at all platforms; may something:new; without an end.'],
])('limits are told as a sentence: %j', (changes, sentence) => {
  expect(inWords(changes)).toBe(sentence)
})

it('an end is told as a day', () => {
  expect(inWords({ expires_at: '2030-03-01T12:00:00Z' })).toContain(`until ${formatDay('2030-03-01T12:00:00Z')}.`)
})
