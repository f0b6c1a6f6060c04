import { quoteForShell } from '@/features/session/agentCommand'
import { agentsWords } from '@/language/en/agents'

export const PLACEHOLDER = 'ohk_…'

interface Asked {
  /** The hub's own address. */
  url: string
  platform: string
  /** Shown once, when it was made; otherwise {@link PLACEHOLDER}. */
  key: string
}

export interface Snippet {
  name: string
  about: string
  text: string
}

/** How to use a key, ready to paste. */
export function snippets({ url, platform, key }: Asked): Snippet[] {
  const { aboutCurl, aboutLibrary, libraryOf, aboutMcp } = agentsWords()
  const hub = url.replace(/\/$/, '')
  // JSON's strings are strings in Python, C# and TypeScript too.
  const [hubText, platformText, keyText] = [JSON.stringify(hub), JSON.stringify(platform), JSON.stringify(key)]
  return [
    { name: 'curl', about: aboutCurl, text: `curl -H ${quoteForShell(`Authorization: Bearer ${key}`)} ${quoteForShell(`${hub}/credentials/${encodeURIComponent(platform)}`)}` },
    {
      name: 'Python',
      about: aboutLibrary(libraryOf('clients/python')),
      text: `from oauthhub import Hub\n\nhub = Hub(${hubText}, ${keyText})\nprint(hub.get(${platformText}, "https://api.example.com/me").text)`,
    },
    {
      name: '.NET',
      about: aboutLibrary('OAuthHub.Client'),
      text: `using var hub = new OAuthHub.Client.OAuthHubClient(${hubText}, ${keyText});\nusing var http = hub.CreateHttpClient(${platformText});\nConsole.WriteLine(await http.GetStringAsync("https://api.example.com/me"));`,
    },
    {
      name: 'TypeScript',
      about: aboutLibrary(libraryOf('clients/typescript')),
      text: `import { Hub } from 'oauthhub'\n\nconst hub = new Hub({ url: ${hubText}, key: ${keyText} })\nconst reply = await hub.fetch(${platformText}, 'https://api.example.com/me')\nconsole.log(await reply.text())`,
    },
    {
      name: 'MCP',
      about: aboutMcp,
      text: JSON.stringify({ mcpServers: { oauthhub: { type: 'http', url: `${hub}/mcp`, headers: { Authorization: `Bearer ${key}` } } } }, null, 2),
    },
  ]
}
