/** The shapes of docs/api.md. The only file that changes when they come generated from the OpenAPI document. */

export interface Session {
  user: string
  name: string
  hub: Hub
}

export interface Hub {
  version: string
  public_url: string
  environment: string
  /** Null when the key comes from configuration: then there is no file to read. */
  agent_key_path: string | null
}

export type PlatformStatus = 'ready' | 'needs_registration' | 'unavailable'

export interface Registration {
  client_id: string | null
  has_client_secret: boolean
  source: 'configuration' | 'dashboard' | 'built_in' | null
  needs_client_secret: boolean
}

export interface Platform {
  id: string
  name: string
  category: string
  docs_url: string
  custom: boolean
  status: PlatformStatus
  unavailable_reason: string | null
  registration: Registration
  redirect_uri: string
  redirect_warnings: string[]
  setup_steps: string[]
  setup_url: string | null
  default_scopes: string[]
  scopes: string[]
  rotates_refresh_tokens: boolean
  pkce: 'required' | 'supported' | 'none'
  notes: string | null
  confidence: 'high' | 'medium' | 'low'
}

export interface RegistrationInput {
  client_id: string
  client_secret?: string
  scopes?: string[]
}

export type ConnectionState = 'active' | 'degraded' | 'needs_reconnect' | 'quarantined' | 'revoking'

export interface Account {
  id: string
  name: string
  avatar_url: string | null
}

export interface HistoryEntry {
  at: string
  kind: string
  text: string
}

export interface Connection {
  id: string
  platform: string
  platform_name: string
  account: Account
  label: string | null
  state: ConnectionState
  reason: string | null
  reason_text: string | null
  scopes: string[]
  missing_scopes: string[]
  connected_at: string | null
  issued_at: string | null
  expires_at: string | null
  last_refreshed_at: string | null
  next_refresh_at: string | null
  refresh_expires_at: string | null
  can_refresh: boolean
  token_generation: number
  reconnect_url: string
  history?: HistoryEntry[] | null
}

export interface RefreshAnswer {
  outcome: 'refreshed' | 'fresh' | 'try_later' | 'needs_reconnect' | 'quarantined'
  message: string
  retry_after: number | null
  connection: Connection | null
}

export interface DisconnectAnswer {
  state: 'revoked' | 'revoking'
  revoked_at_provider: boolean
  manual_url: string | null
}
