import { CircleAlert, CircleDot, KeyRound, Link2, ListTree, LogIn, LogOut, type LucideIcon, RefreshCw, ScrollText, Send, Settings2, ShieldCheck, Tag, Unplug, Webhook } from 'lucide-react'
import type { AuditEntry } from '@/api/types'

interface Words {
  label: string
  icon: LucideIcon
}

/** What the audit's words mean. A newer hub may have others: those stand for themselves. */
export const deeds: Record<string, Words> = {
  'token.read': { label: 'Token read', icon: KeyRound },
  'token.proof': { label: 'Proof for a bound token', icon: KeyRound },
  'token.refreshed': { label: 'Token refresh', icon: RefreshCw },
  'proxy.call': { label: 'Call through the proxy', icon: Send },
  'connections.listed': { label: 'List of accounts', icon: ListTree },
  'events.opened': { label: 'Stream of events opened', icon: ListTree },
  'connection.connected': { label: 'Account connected', icon: Link2 },
  'connection.disconnected': { label: 'Account disconnected', icon: Unplug },
  'connection.changed': { label: 'Label or default changed', icon: Tag },
  'connection.released': { label: 'Connection put back into use', icon: ShieldCheck },
  'session.begun': { label: 'Signed in', icon: LogIn },
  'session.ended': { label: 'Session ended', icon: LogOut },
  'link.made': { label: 'Connect link made', icon: Link2 },
  'link.used': { label: 'Connect link used', icon: Link2 },
  'key.made': { label: 'Key made', icon: KeyRound },
  'key.changed': { label: 'Key changed', icon: KeyRound },
  'key.revoked': { label: 'Key revoked', icon: KeyRound },
  'registration.changed': { label: 'App registration changed', icon: Settings2 },
  'webhook.changed': { label: 'Webhook changed', icon: Webhook },
  'webhook.tested': { label: 'Webhook tried out', icon: Webhook },
  'audit.read': { label: 'Activity exported', icon: ScrollText },
  'audit.pruned': { label: 'Old activity removed', icon: ScrollText },
  'audit.lost': { label: 'Activity lost', icon: CircleAlert },
  'request.refused': { label: 'Refused request', icon: CircleAlert },
}

export const deedOf = (what: string): Words => deeds[what] ?? { label: what, icon: CircleDot }

const refreshReasons: Record<string, string> = { due: 'it was due', read: 'it was read', asked: 'asked for', rejected: 'the platform refused the one before' }

/** What else is known of it. */
export const detailOf = ({ what, detail }: AuditEntry, keyName: (id: string) => string) =>
  detail === null ? null : what === 'token.refreshed' ? (refreshReasons[detail] ?? detail) : what.startsWith('key.') ? keyName(detail) : detail

export function actorOf({ actor: { kind, id, name } }: AuditEntry, me: string, keyName: (id: string) => string) {
  if (kind === 'hub') return 'The hub'
  if (kind === 'operator') return 'A command'
  if (id === null) return kind === 'agent' ? 'Somebody without a key' : 'A person'
  return kind === 'user' ? (id === me ? 'You' : id) : (name ?? keyName(id))
}
