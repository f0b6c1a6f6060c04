import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Hub, HubError } from 'oauthhub'
import { countQuestions, platformServer } from './platform-server.js'

test('many calls share one question, and a token is kept until shortly before its end', async () => {
  let now = 0
  const hub = new Hub({ clock: () => now })
  using counted = countQuestions()
  const answers = await Promise.all(Array.from({ length: 20 }, async () => (await hub.fetch('sandbox', `${hub.url}/sandbox/api/me`, { account: 'plain' })).json()))
  assert.deepEqual(new Set(answers.map((answer) => answer.sub)), new Set(['plain']))
  assert.equal(counted.questions, 1)

  const token = await hub.token('sandbox', { account: 'plain' })
  now = token.expiresIn! - 31
  assert.equal(await hub.token('sandbox', { account: 'plain' }), token)
  assert.equal(counted.questions, 1)
  now = token.expiresIn! - 29
  await hub.token('sandbox', { account: 'plain' })
  assert.equal(counted.questions, 2)
  for (const printed of [inspect(token), String(token), JSON.stringify(token)]) assert.ok(!printed.includes(token.revealAccessToken()))
})

test('a refused token is reported, and the request is sent once more with its body', async () => {
  const hub = new Hub()
  const posts = `${hub.url}/sandbox/api/posts`
  let retries = 0
  diagnostics.subscribe('oauthhub:retry', () => retries++)
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, number) => {
      const text = JSON.stringify({ text: `post ${number}` })
      const body = [text, new TextEncoder().encode(text), new Blob([text]).stream()][number % 3]!
      return hub.fetch('sandbox', posts, { method: 'POST', body, account: 'refused', headers: { 'content-type': 'application/json' } })
    }),
  )
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]))
  assert.ok(retries >= 1 && retries <= 9)
  const listed = await hub.fetchFor('sandbox', { account: 'refused' })(posts)
  assert.equal((await listed.json()).items.length, 9)

  assert.equal((await hub.fetch('sandbox', posts, { account: 'replaced' })).status, 200)
  // Another agent has the hub renew the token, which ends the one before.
  const renewed = await fetch(`${hub.url}/auth/sandbox/refresh`, {
    method: 'POST',
    body: '{"account":"replaced"}',
    headers: { authorization: `Bearer ${process.env['OAUTHHUB_KEY']}`, 'content-type': 'application/json' },
  })
  assert.equal(renewed.status, 200)
  assert.equal((await hub.fetch('sandbox', posts, { account: 'replaced' })).status, 200)
})

test('a platform that refuses for another reason is asked once more, and not again', async () => {
  const hub = new Hub()
  await using platform = await platformServer(401)
  assert.equal((await hub.fetch('sandbox', platform.url, { account: 'distrusted' })).status, 401)
  assert.equal(platform.requests.length, 2)
  assert.equal((await hub.fetch('sandbox', platform.url, { account: 'distrusted' })).status, 401)
  assert.equal(platform.requests.length, 3)

  const large = new Blob([new Uint8Array((1 << 20) + 1)]).stream()
  assert.equal((await hub.fetch('sandbox', platform.url, { method: 'POST', body: large, account: 'plain' })).status, 401)
  assert.equal(platform.requests.length, 4)
})

test('a hub that is away is no outage of the agent while its token lives', async () => {
  let now = 0
  const hub = new Hub({ clock: () => now })
  const token = await hub.token('sandbox', { account: 'plain' })
  now = token.expiresIn! - 10
  const real = globalThis.fetch
  let asked = 0
  globalThis.fetch = () => {
    asked++
    return Promise.reject(new TypeError('fetch failed'))
  }
  try {
    for (let call = 0; call < 5; call++) assert.equal(await hub.token('sandbox', { account: 'plain' }), token)
    assert.equal(asked, 1)
    now += 10
    await assert.rejects(hub.token('sandbox', { account: 'plain' }), (error) => error instanceof HubError && error.code === 'hub_unreachable')
  } finally {
    globalThis.fetch = real
  }
})
