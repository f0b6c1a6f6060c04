import { formatNumber } from '../numbers'
import { wordsOf } from '../language'

const english = {
  title: 'Activity',
  text: 'Every token given out, every refresh, call and refusal; never a secret.',
  export: 'Export',
  exportHow: ' as JSON lines, with these filters',
  stale: 'The hub does not answer now.',
  staleText: 'What you see may be old. The page asks again by itself.',
  /** @param count Null: more than are counted. */
  new: (count: number | null) => `${count === null ? 'Many' : formatNumber(count)} new`,
  olderFailed: 'The older ones could not be read. Try again.',
  older: 'Older',
  nothingOlder: 'There is nothing older.',
  noMatch: 'Nothing fits',
  noMatchText: 'Nothing that the hub has written down has all of this.',
  none: 'Nothing has happened yet',
  noneText: 'Connect an account, or let an agent ask for a token: it stands here a moment later.',
  loading: 'Loading the activity…',
  list: 'Activity, the newest first',

  filter: 'Filter the activity',
  who: 'Who',
  anybody: 'Anybody',
  what: 'What',
  anything: 'Anything',
  platform: 'Platform',
  account: 'Account',
  outcome: 'Outcome',
  any: 'Any',
  from: 'From',
  to: 'To',
  done: 'Done',
  failed: 'Refused or failed',

  forUser: (user: string) => `for ${user}`,
  lifeLeft: (duration: string) => `${duration} of the token left`,
  fromAddress: (address: string) => `from ${address}`,
  you: 'You',
  bootstrapKey: 'Bootstrap key',
  hub: 'The hub',
  command: 'A command',
  withoutKey: 'Somebody without a key',
  person: 'A person',

  /** What the audit's words mean. A newer hub may have others: those stand for themselves. */
  deeds: {
    'token.read': 'Token read',
    'token.proof': 'Proof for a bound token',
    'token.refreshed': 'Token refresh',
    'proxy.call': 'Call through the proxy',
    'connections.listed': 'List of accounts',
    'events.opened': 'Stream of events opened',
    'connection.connected': 'Account connected',
    'connection.disconnected': 'Account disconnected',
    'connection.changed': 'Label or default changed',
    'connection.released': 'Connection put back into use',
    'session.begun': 'Signed in',
    'session.ended': 'Session ended',
    'link.made': 'Connect link made',
    'link.used': 'Connect link used',
    'key.made': 'Key made',
    'key.changed': 'Key changed',
    'key.revoked': 'Key revoked',
    'registration.changed': 'App registration changed',
    'webhook.changed': 'Webhook changed',
    'webhook.tested': 'Webhook tried out',
    'audit.read': 'Activity exported',
    'audit.pruned': 'Old activity removed',
    'audit.lost': 'Activity lost',
    'request.refused': 'Refused request',
  },
  refreshReasons: { due: 'it was due', read: 'it was read', asked: 'asked for', rejected: 'the platform refused the one before' },
}

/** Who did what, when, and how it ended. */
export type AuditWords = typeof english
export const auditWords = wordsOf('audit', english)
