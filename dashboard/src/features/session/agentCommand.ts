import type { Hub } from '@/api/types'

const SAFE_IN_A_SHELL = /^[\w@%+=:,./-]+$/

/** What an agent sends to get a live token, as a line to paste into a shell. */
export function agentCommand({ agent_key_path: path, public_url: url }: Hub, platform: string) {
  const key = path === null ? '$OAUTHHUB_AGENT_KEY' : `$(cat ${quoteForShell(path)})`
  return `curl -H "Authorization: Bearer ${key}" ${url.replace(/\/$/, '')}/credentials/${encodeURIComponent(platform)}`
}

export const quoteForShell = (text: string) => (SAFE_IN_A_SHELL.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)
