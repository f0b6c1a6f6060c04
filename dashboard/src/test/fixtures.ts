import type { AgentKey, AuditEntry, Connection, HistoryEntry, ListedSession, Platform, PlatformGuide, Session, Webhook } from '@/api/types'

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

export const aSession = (changes: Partial<Session> = {}): Session => ({
  user: 'local',
  name: 'Local user',
  role: 'operator',
  signed_in_by: 'start_link',
  hub: { version: '9.8.7', public_url: 'http://localhost:8400', environment: 'Development', agent_key_path: '/data/agent.key' },
  ...changes,
})

export const aListedSession = (changes: Partial<ListedSession> = {}): ListedSession => ({
  id: 'ses_1',
  user: 'local',
  signed_in_by: 'start_link',
  created_at: inSeconds(-7200),
  last_seen_at: inSeconds(-30),
  ends_at: null,
  address: '192.0.2.7',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  current: true,
  ...changes,
})

export const aConnection = (changes: Partial<Connection> = {}): Connection => ({
  id: 'c1',
  platform: 'github',
  platform_name: 'GitHub',
  account: { id: '42', name: 'ada', avatar_url: null },
  label: null,
  is_default: false,
  last_used: null,
  state: 'active',
  reason: null,
  reason_text: null,
  scopes: ['repo'],
  missing_scopes: [],
  connected_at: inSeconds(-3600),
  issued_at: inSeconds(-1800),
  expires_at: inSeconds(1800),
  last_refreshed_at: inSeconds(-1800),
  next_refresh_at: inSeconds(1200),
  refresh_expires_at: null,
  grant_ends_at: null,
  can_refresh: true,
  token_generation: 3,
  reconnect_url: '/auth/github/login?connection=c1&return_to=/dashboard',
  ...changes,
})

export const aHistory = (changes: Partial<HistoryEntry> = {}): HistoryEntry => ({ at: inSeconds(-60), kind: 'refreshed', text: 'New access token.', why: null, life_left: null, generation: null, ...changes })

export const aPlatform = ({ registration, ...changes }: Partial<Omit<Platform, 'registration'>> & { registration?: Partial<Platform['registration']> } = {}): Platform => ({
  id: 'github',
  name: 'GitHub',
  category: 'development',
  docs_url: 'https://docs.example/github',
  custom: false,
  status: 'needs_registration',
  unavailable_reason: null,
  registration: { client_id: null, has_client_secret: false, source: null, needs_client_secret: true, has_private_key: false, takes_private_key: false, ...registration },
  instances: [],
  redirect_uri: 'http://localhost:8400/auth/github/callback',
  redirect_checks: [],
  questions: [],
  setup_steps: ['Open the developer settings.', 'Create an OAuth app.'],
  setup_url: 'https://github.example/settings',
  default_scopes: ['repo', 'read:user'],
  scopes: ['repo', 'read:user'],
  scope_offers: [
    { scope: 'repo', words: 'Read and change your repositories', optional: true, usual: true },
    { scope: 'read:user', words: null, optional: false, usual: true },
    { scope: 'gist', words: 'Make gists', optional: true, usual: false },
  ],
  rotates_refresh_tokens: true,
  pkce: 'supported',
  notes: null,
  confidence: 'high',
  ...changes,
})

export const practicePlatform = () =>
  aPlatform({ id: 'sandbox', name: 'Sandbox', category: 'practice', status: 'ready', registration: { client_id: 'sandbox', source: 'built_in', needs_client_secret: false } })

export const aGuide = (changes: Partial<PlatformGuide> = {}): PlatformGuide => ({
  platform: 'github',
  name: 'GitHub',
  kind: 'register',
  about: null,
  console_url: 'https://github.example/settings',
  steps: ['Open the developer settings.', 'Create an OAuth app.'],
  values: [
    { name: 'redirect_uri', label: 'Redirect address', value: 'http://localhost:8400/auth/github/callback' },
    { name: 'scopes', label: 'Scopes', value: 'repo read:user' },
  ],
  redirect_checks: [],
  client_id_name: 'Client id',
  client_secret_name: 'Client secret',
  secret: 'required',
  variables: [],
  per_server: null,
  settings: ['OAuthHub:Platforms:github:ClientId', 'OAuthHub:Platforms:github:ClientSecret'],
  ...changes,
})

export const aKey = (changes: Partial<AgentKey> = {}): AgentKey => ({
  id: 'key_1',
  name: 'Mail agent',
  prefix: 'ohk_Ab3d',
  users: ['local'],
  platforms: [],
  connections: [],
  actions: ['token:read'],
  methods: [],
  paths: [],
  networks: [],
  requests_per_minute: null,
  created_at: inSeconds(-86_400),
  expires_at: null,
  expired: false,
  last_used_at: null,
  last_used_from: null,
  ...changes,
})

export const anEntry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: inSeconds(-60),
  what: 'token.read',
  outcome: 'ok',
  actor: { kind: 'agent', id: 'key_1', name: 'Mail agent' },
  user: 'local',
  platform: 'github',
  connection: 'c1',
  remaining_seconds: 1800,
  detail: null,
  address: '10.1.4.7',
  ...changes,
})

export const aWebhook = (changes: Partial<Webhook> = {}): Webhook => ({
  id: 'wh_1',
  url: 'https://hooks.example/hub',
  description: null,
  types: ['connection.connected', 'connection.needs_reconnect'],
  enabled: true,
  disabled_reason: null,
  created_at: inSeconds(-86_400),
  failing_since: null,
  old_secret_until: null,
  ...changes,
})
