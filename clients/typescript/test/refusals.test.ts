import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hub, HubError, ReconnectNeededError } from 'oauthhub'
import { platformServer } from './platform-server.js'

async function refusal(work: Promise<unknown>): Promise<HubError> {
  const error: unknown = await work.then(
    () => assert.fail('was not refused'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof HubError, String(error))
  return error
}

test('errors have a class, a code, and where a person is needed an address to open', async () => {
  const hub = new Hub()
  const dead = await refusal(hub.fetch('sandbox', `${hub.url}/sandbox/api/me`, { account: 'dead' }))
  assert.ok(dead instanceof ReconnectNeededError)
  assert.deepEqual([dead.code, dead.reason], ['needs_reconnect', 'grant_revoked'])
  assert.ok(dead.reconnectUrl.startsWith(`${hub.url}/connect/`))

  const nobody = await refusal(hub.token('sandbox', { user: 'nobody' }))
  assert.ok(nobody instanceof ReconnectNeededError)
  assert.equal(nobody.code, 'not_connected')
  assert.ok(nobody.reconnectUrl.startsWith(`${hub.url}/connect/`))
  const unknown = await refusal(hub.token('no-such-platform'))
  assert.deepEqual([unknown.code, unknown.status, unknown.isTemporary], ['unknown_platform', 404, false])
  assert.ok(unknown.message.includes(unknown.detail))
  assert.equal((await refusal(new Hub({ key: 'ohk_wrong' }).token('sandbox'))).code, 'unauthorized')
  const away = await refusal(new Hub({ url: 'http://127.0.0.1:1' }).token('sandbox'))
  assert.deepEqual([away.code, away.isTemporary], ['hub_unreachable', true])
  await using other = await platformServer(200)
  assert.equal((await refusal(new Hub({ url: other.url }).token('sandbox'))).code, 'hub_bad_answer')
})

test('wrong settings are refused with what to do', () => {
  assert.throws(() => new Hub({ url: 'ftp://localhost' }), /OAUTHHUB_URL/)
  assert.throws(() => new Hub({ url: 'http://localhost/?x=1' }), /OAUTHHUB_URL/)
  assert.throws(() => new Hub({ key: '' }), /There is no agent key/)
  assert.throws(() => new Hub({ key: 'ohk_x\n' }), /space or a line break/)
})

test('a token travels as its platform wants, encrypted or not beyond this machine', async () => {
  const hub = new Hub()
  await using platform = await platformServer(200)
  const send = async (way: string) => {
    assert.equal((await hub.fetch(way, `${platform.url}?a=1`)).status, 200)
    return { ...platform.requests.at(-1)!, token: (await hub.token(way)).revealAccessToken() }
  }
  const byQuery = await send('by-query')
  assert.equal(byQuery.path, `/?a=1&access_token=${byQuery.token}`)
  const byScheme = await send('by-scheme')
  assert.equal(byScheme.headers.authorization, `OAuth ${byScheme.token}`)
  const byHeader = await send('by-header')
  assert.deepEqual([byHeader.headers['x-api-token'], byHeader.headers['x-client']], [byHeader.token, 'oauthhub-sandbox'])
  for (const url of ['http://api.example/me', 'http://127.0.0.1@api.example/', 'http://127.0.0.1.api.example/', 'ftp://localhost/'])
    assert.equal((await refusal(hub.fetch('sandbox', url, { account: 'plain' }))).code, 'insecure_address')
})

test('a redirect is not followed', async () => {
  const hub = new Hub()
  await using elsewhere = await platformServer(200)
  await using platform = await platformServer(302, elsewhere.url)
  assert.equal((await hub.fetch('by-header', platform.url)).status, 302)
  assert.equal(elsewhere.requests.length, 0)
})
