/** Calls a platform whose tokens soon end, for so many seconds: `node build/endurance.js 25`. Prints its numbers as JSON. */
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import { Hub } from 'oauthhub'

const end = performance.now() + Number(process.argv[2]) * 1000
const hub = new Hub()
const current = new AsyncLocalStorage<{ retries: number }>()
const [failures, counted] = [[] as string[], { calls: 0, retries: 0, most: 0 }]
diagnostics.subscribe('oauthhub:retry', () => {
  counted.retries++
  current.getStore()!.retries++
})

async function call(): Promise<string> {
  try {
    const answer = await hub.fetch('sandbox', `${hub.url}/sandbox/api/me`)
    await answer.text()
    return String(answer.status)
  } catch (error) {
    return String(error)
  }
}

async function loop(): Promise<void> {
  while (performance.now() < end) {
    const mine = { retries: 0 }
    const status = await current.run(mine, call)
    counted.calls++
    counted.most = Math.max(counted.most, mine.retries)
    if (status !== '200') failures.push(status)
    await setTimeout(20)
  }
}

await Promise.all([loop(), loop(), loop(), loop()])
console.log(JSON.stringify({ ...counted, failures: failures.slice(0, 10) }))
