// Takes the pictures of README and docs: starts a hub with data of its own, connects practice accounts as a person would, and
// writes docs/pictures/<page>-<light|dark|phone>.png. Run: npm run pictures; with -- --all also those of pages
// that no document shows. Needs a built dashboard and Chromium; CHROMIUM names another path than /usr/bin/chromium, OAUTHHUB_PICTURES
// another folder, OAUTHHUB_NO_BUILD=1 says that the hub is built.
import { spawn } from 'node:child_process'
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
]

const hub = spawn('dotnet', ['run', '--project', join(root, 'OAuthHub.Api'), ...(process.env.OAUTHHUB_NO_BUILD ? ['--no-build'] : []), '--', '--urls', address], {
  env: { ...process.env, OAuthHub__DataDirectory: data, OAuthHub__SignInToken: token, OAuthHub__AgentKey: 'only-for-these-pictures-and-nothing-else', OAuthHub__Sandbox__AccessTokenSeconds: '600' },
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
    connection: `/connections/${ids.connection}`, platforms: '/platforms', platform: '/platforms/github', agents: '/agents', 'new-key': '/agents/new', activity: '/activity',
  }
  for (const { name, ...look } of looks) {
    const page = await browser.newPage({ ...look, baseURL: address, reducedMotion: 'reduce' })
    await page.goto(`/signin?t=${token}`)
    for (const [what, path] of Object.entries(pages)) {
      if (!shown.includes(what) && !process.argv.includes('--all')) continue
      await page.goto(`/dashboard${path}`)
      await page.getByRole('heading').first().waitFor()
      if (path.includes('connect=')) await page.getByRole('dialog').waitFor()
      await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((status) => status.textContent.startsWith('Loading')))
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

/** Two accounts, one of them named and the default, and a key that has read its token. */
async function fill(page) {
  await page.goto(`/signin?t=${token}`)
  for (const account of ['Ada', 'Grace']) {
    await page.goto('/auth/sandbox/login?return_to=/dashboard')
    await page.getByText(account).first().click()
    await page.getByRole('button', { name: /allow/i }).click()
    await page.waitForURL(/\/dashboard\?.*status=success/)
  }
  const connection = new URL(page.url()).searchParams.get('connection')
  const headers = { 'X-OAuthHub': '1', 'Sec-Fetch-Site': 'same-origin' }
  await page.request.patch(`/api/connections/${connection}`, { headers, data: { label: 'Work', is_default: true } })
  const made = await page.request.post('/api/agents/keys', { headers, data: { name: 'Mail agent', users: ['local'], actions: ['token:read'] } })
  await page.request.get('/credentials/sandbox', { headers: { Authorization: `Bearer ${(await made.json()).key}` } })
  await page.close()
  return { connection }
}

async function answers(url) {
  for (let second = 0; second < 120; second++) {
    if (await fetch(url).then((reply) => reply.ok, () => false)) return
    await new Promise((next) => setTimeout(next, 1000))
  }
  throw new Error(`${url} does not answer.`)
}
