import type { AgentsWords } from './en/agents'
import type { AuditWords } from './en/audit'
import type { CallbackWords } from './en/callback'
import type { CommonWords } from './en/common'
import type { ConnectWords } from './en/connect'
import type { ConnectionWords } from './en/connection'
import type { ConnectionsWords } from './en/connections'
import type { HealthWords } from './en/health'
import type { HubWords } from './en/hub'
import type { PlatformsWords } from './en/platforms'
import type { RegistrationWords } from './en/registration'
import type { SessionsWords } from './en/sessions'
import type { ShellWords } from './en/shell'
import type { SignInWords } from './en/signIn'
import type { WebhooksWords } from './en/webhooks'

/**
 * What a language has to say: the keys and types are those of English. To add a language, copy the folder `de`,
 * translate it (the compiler says what is missing), and name it in language.ts.
 */
export interface Catalogue {
  agents: AgentsWords
  audit: AuditWords
  callback: CallbackWords
  common: CommonWords
  connect: ConnectWords
  connection: ConnectionWords
  connections: ConnectionsWords
  health: HealthWords
  hub: HubWords
  platforms: PlatformsWords
  registration: RegistrationWords
  sessions: SessionsWords
  shell: ShellWords
  signIn: SignInWords
  webhooks: WebhooksWords
}
