// Takes the picture of the README: starts a hub with data of its own, connects two practice accounts as a person would,
// and writes docs/dashboard.png. Run: npm run picture (needs Chromium; CHROMIUM names another path than /usr/bin/chromium).
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const address = 'http://127.0.0.1:8498'
const token = 'only-for-this-picture'
const data = mkdtempSync(join(tmpdir(), 'oauthhub-picture-'))

const hub = spawn('dotnet', ['run', '--project', join(root, 'OAuthHub.Api'), '--', '--urls', address], {
  env: { ...process.env, OAuthHub__DataDirectory: data, OAuthHub__SignInToken: token, OAuthHub__Sandbox__AccessTokenSeconds: '600' },
  stdio: ['ignore', 'ignore', 'inherit'],
  detached: true, // so that the hub that dotnet starts ends with it
})
try {
  await answers(`${address}/alive`)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 }, deviceScaleFactor: 2, colorScheme: 'light' })
  await page.goto(`${address}/signin?t=${token}`)
  for (const account of ['Ada', 'Grace']) {
    await page.goto(`${address}/auth/sandbox/login?return_to=/dashboard`)
    await page.getByText(account).first().click()
    await page.getByRole('button', { name: /allow/i }).click()
    await page.waitForURL(/\/dashboard\?.*status=success/)
  }
  await page.goto(`${address}/dashboard`)
  await page.getByRole('heading', { name: 'Connections' }).waitFor()
  await page.getByText('Grace').first().waitFor()
  await page.screenshot({ path: join(root, 'docs', 'dashboard.png') })
  await browser.close()
} finally {
  process.kill(-hub.pid, 'SIGTERM')
  await new Promise((end) => hub.once('exit', end))
  rmSync(data, { recursive: true, force: true })
}

async function answers(url) {
  for (let second = 0; second < 120; second++) {
    if (await fetch(url).then((reply) => reply.ok, () => false)) return
    await new Promise((next) => setTimeout(next, 1000))
  }
  throw new Error(`${url} does not answer.`)
}
