/** The hub's answers by the names that this app uses. Their shapes are generated from openapi.json: npm run types. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Session = Schemas['SessionView']
export type Hub = Schemas['HubView']
export type ListedSession = Schemas['ListedSession']
export type SignInWay = Schemas['SignInWayView']

export type PlatformStatus = Schemas['PlatformStatus']
export type Registration = Schemas['RegistrationView']
export type Platform = Schemas['PlatformView']
export type PlatformQuestion = Schemas['PlatformQuestion']
export type ScopeOffer = Schemas['ScopeOffer']
export type PlatformGuide = Schemas['PlatformGuide']
export type GuideServer = Schemas['GuideServer']
export type RedirectCheck = Schemas['RedirectFinding']

/** What the form sends; the hub itself says more exactly what it refuses. */
export interface RegistrationInput {
  client_id: string
  client_secret?: string
  scopes?: string[]
  /** The server that the client belongs to; left out: the usual one. */
  instance?: string
}

/** A revoked connection is never listed. */
export type ConnectionState = Exclude<Schemas['ConnectionState'], 'revoked'>
export type Account = Schemas['AccountView']
export type HistoryEntry = Schemas['HistoryView']
export type ConnectionAgent = Schemas['LastUseView']
export type Connection = Omit<Schemas['ConnectionView'], 'state' | 'history' | 'agents'> & {
  state: ConnectionState
  history?: HistoryEntry[] | null
  agents?: ConnectionAgent[] | null
}

export type RefreshAnswer = Omit<Schemas['RefreshView'], 'outcome' | 'connection'> & {
  outcome: 'refreshed' | 'fresh' | 'try_later' | 'needs_reconnect' | 'quarantined'
  connection: Connection | null
}

export type DisconnectAnswer = Omit<Schemas['DisconnectView'], 'state'> & { state: 'revoked' | 'revoking' }

export type AgentKey = Schemas['KeyView']
export type MadeKey = Schemas['MadeKey']
/** How far a key reaches. An empty list: no limit of this kind. */
export type KeyLimits = Pick<AgentKey, 'users' | 'platforms' | 'connections' | 'actions' | 'methods' | 'paths' | 'networks' | 'requests_per_minute' | 'expires_at'>
export type KeyInput = KeyLimits & Pick<AgentKey, 'name'>

export type AuditEntry = Schemas['AuditView']
export type AuditPage = Schemas['AuditPage']

export type Webhook = Schemas['WebhookView']
export type WebhookList = Schemas['WebhookList']
export type WebhookWithSecret = Schemas['WebhookWithSecret']
export type WebhookDelivery = Schemas['WebhookDeliveryView']
export type WebhookTest = Schemas['WebhookTestDocument']

export type HealthSummary = Schemas['HealthSummaryView']
export type HealthFinding = Schemas['FindingView']
export type HealthProcess = Schemas['ProcessView']
export type HealthSeries = Schemas['HealthSeriesView']
export type HealthNumbers = Schemas['NumbersView']
export type PlatformHealth = Schemas['PlatformHealthView']
