// Takes the pictures of README and docs: starts a hub with data of its own, connects practice accounts as a person would, and
// writes docs/pictures/<page>-<light|dark|phone|german>.png. Run: npm run pictures; with -- --all also those of pages
// that no document shows. It takes two minutes: a connection has to live for a while before its tokens make a picture. Needs a built dashboard and Chromium; CHROMIUM names another path than /usr/bin/chromium, OAUTHHUB_PICTURES
// another folder, OAUTHHUB_NO_BUILD=1 says that the hub is built.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

/* global document -- of the page that is looked at */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const folder = process.env.OAUTHHUB_PICTURES ?? join(root, 'docs', 'pictures')
const address = 'http://127.0.0.1:8498'
const token = 'only-for-these-pictures'
const data = mkdtempSync(join(tmpdir(), 'oauthhub-pictures-'))
const shown = ['connections', 'connection', 'connect-gallery', 'connect-scopes']
const looks = [
  { name: 'light', viewport: { width: 1200, height: 760 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1200, height: 760 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true },
  { name: 'german', viewport: { width: 1200, height: 760 }, colorScheme: 'light', locale: 'de-DE', only: ['connection'] },
]
/** Of a life that is short enough to see a few, and of one that does not end before the last picture. */
const BRIEF_SECONDS = 24
const LONG_SECONDS = 900
const GENERATIONS = 4

const hub = spawn('dotnet', ['run', '--project', join(root, 'OAuthHub.Api'), ...(process.env.OAUTHHUB_NO_BUILD ? ['--no-build'] : []), '--', '--urls', address], {
  env: { ...process.env, OAuthHub__DataDirectory: data, OAuthHub__SignInToken: token, OAuthHub__AgentKey: 'only-for-these-pictures-and-nothing-else' },
  stdio: ['ignore', 'ignore', 'inherit'],
  detached: true, // so that the hub that dotnet starts ends with it
})
try {
  await answers(`${address}/alive`)
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const ids = await fill(await browser.newPage({ baseURL: address }))
  const pages = {
    empty: '?q=nothing+like+it', connections: '', 'connect-gallery': '?connect=', 'connect-scopes': '?connect=sandbox', 'connect-questions': '?connect=mastodon',
    connection: `/connections/${ids.connection}`, platforms: '/platforms', platform: '/platforms/github', agents: '/agents', 'new-key': '/agents/new', activity: '/activity', health: '/health', sessions: '/sessions',
  }
  for (const { name, only = shown, ...look } of looks) {
    const page = await browser.newPage({ ...look, baseURL: address, reducedMotion: 'reduce' })
    await page.goto(`/signin?t=${token}`)
    for (const [what, path] of Object.entries(pages)) {
      if (!only.includes(what) && !(only === shown && process.argv.includes('--all'))) continue
      await page.goto(`/dashboard${path}`)
      await page.getByRole('heading').first().waitFor()
      if (path.includes('connect=')) await page.getByRole('dialog').waitFor()
      await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((status) => /Loading|geladen/.test(status.textContent)))
      await page.screenshot({ path: join(folder, `${what}-${name}.png`), animations: 'disabled' })
    }
    await page.close()
  }
  await browser.close()
} finally {
  process.kill(-hub.pid, 'SIGTERM')
  await new Promise((end) => hub.once('exit', end))
  rmSync(data, { recursive: true, force: true })
}

/** Two accounts, one of them named and the default, with a history; and an agent that has used it and was refused once. */
async function fill(page) {
  await page.request.put('/sandbox/knobs', { data: { access_token_seconds: BRIEF_SECONDS } })
  await page.goto(`/signin?t=${token}`)
  for (const account of ['Ada', 'Grace']) {
    await page.goto('/auth/sandbox/login?return_to=/dashboard')
    await page.getByText(account).first().click()
    await page.getByRole('button', { name: /allow/i }).click()
    await page.waitForURL(/\/dashboard\?.*status=success/, { waitUntil: 'commit' })
  }
  const connection = new URL(page.url()).searchParams.get('connection')
  const headers = { 'X-OAuthHub': '1', 'Sec-Fetch-Site': 'same-origin' }
  await page.request.patch(`/api/connections/${connection}`, { headers, data: { label: 'Work', is_default: true } })
  const made = await page.request.post('/api/agents/keys', { headers, data: { name: 'Mail agent', users: ['local'], actions: ['token:read', 'token:refresh'] } })
  const agent = { Authorization: `Bearer ${(await made.json()).key}` }
  const read = async () => (await (await page.request.get('/credentials/sandbox', { headers: agent })).json()).access_token
  const one = async () => (await page.request.get(`/api/connections/${connection}`)).json()
  // A younger token would not be renewed.
  await until(async () => one().then(({ token_generation: generation, issued_at: at }) => generation > 2 && Date.now() - Date.parse(at) > 500 * BRIEF_SECONDS))
  await page.request.post('/auth/sandbox/refresh', { headers: agent, data: { rejected_token_sha256: createHash('sha256').update(await read()).digest('hex') } })
  await until(async () => one().then(({ token_generation: generation }) => generation > GENERATIONS))
  await page.request.put('/sandbox/knobs', { data: { access_token_seconds: LONG_SECONDS } })
  await until(async () => {
    const { items } = await (await page.request.get('/api/connections')).json()
    return items.every(({ expires_at: end }) => Date.parse(end) - Date.now() > 2000 * BRIEF_SECONDS)
  })
  await read()
  await page.close()
  return { connection }
}

function answers(url) {
  return until(() => fetch(url).then((reply) => reply.ok, () => false))
}

/** Asks once a second, for two minutes. */
async function until(isSo) {
  for (let second = 0; second < 120; second++) {
    if (await isSo()) return
    await new Promise((next) => setTimeout(next, 1000))
  }
  throw new Error(`Not so after two minutes: ${isSo}`)
}
