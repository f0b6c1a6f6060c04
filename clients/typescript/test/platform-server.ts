import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A platform that answers one status and keeps what it was asked. */
export async function platformServer(status: number, location?: string) {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers })
    response.writeHead(status, location === undefined ? {} : { location }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    requests,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Counts what the hub is asked, until it is disposed of: the library has no other way out than fetch. */
export function countQuestions() {
  const real = globalThis.fetch
  const counted = { questions: 0, [Symbol.dispose]: () => void (globalThis.fetch = real) }
  globalThis.fetch = (input, init) => {
    if (/\/credentials\/|\/auth\//.test(String(input))) counted.questions++
    return real(input, init)
  }
  return counted
}
