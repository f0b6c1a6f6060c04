// Lists the tools of a hub and calls one: node call.mjs <tool> <arguments as JSON>. HUB and KEY are in the environment.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const { HUB, KEY } = process.env
const client = new Client({ name: 'test', version: '1' })
await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', HUB), { requestInit: { headers: { Authorization: `Bearer ${KEY}` } } }))
const { tools } = await client.listTools()
const [tool, text] = process.argv.slice(2)
const result = tool ? await client.callTool({ name: tool, arguments: JSON.parse(text ?? '{}') }) : null
console.log(JSON.stringify({ server: client.getServerVersion(), tools: tools.map(({ name }) => name), result }))
await client.close()
