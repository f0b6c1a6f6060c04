import { CircleAlert, CircleDot, KeyRound, Link2, ListTree, LogIn, LogOut, type LucideIcon, RefreshCw, ScrollText, Send, Settings2, ShieldCheck, Tag, Unplug, Webhook } from 'lucide-react'
import type { AuditEntry } from '@/api/types'
import { type AuditWords, auditWords } from '@/language/en/audit'
import { sessionsWords } from '@/language/en/sessions'

const icons: Record<keyof AuditWords['deeds'], LucideIcon> = {
  'token.read': KeyRound,
  'token.proof': KeyRound,
  'token.refreshed': RefreshCw,
  'proxy.call': Send,
  'connections.listed': ListTree,
  'events.opened': ListTree,
  'connection.connected': Link2,
  'connection.disconnected': Unplug,
  'connection.changed': Tag,
  'connection.released': ShieldCheck,
  'session.begun': LogIn,
  'session.ended': LogOut,
  'link.made': Link2,
  'link.used': Link2,
  'key.made': KeyRound,
  'key.changed': KeyRound,
  'key.revoked': KeyRound,
  'registration.changed': Settings2,
  'webhook.changed': Webhook,
  'webhook.tested': Webhook,
  'audit.read': ScrollText,
  'audit.pruned': ScrollText,
  'audit.lost': CircleAlert,
  'request.refused': CircleAlert,
}

/** Found among those that there are, whatever a name like "constructor" is to an object. */
const find = <T>(among: Record<string, T>, name: string) => (Object.hasOwn(among, name) ? among[name] : undefined)

/** A newer hub may have other deeds: those stand for themselves. */
export const deedOf = (what: string) => ({ label: find<string>(auditWords().deeds, what) ?? what, icon: find<LucideIcon>(icons, what) ?? CircleDot })

/** What else is known of it. */
export const detailOf = ({ what, detail }: AuditEntry, keyName: (id: string) => string) =>
  detail === null ? null : what.startsWith('key.') ? keyName(detail) : (find<string>(meanings(what), detail) ?? detail)

const meanings = (what: string) => (what === 'token.refreshed' ? auditWords().refreshReasons : what === 'session.begun' ? sessionsWords().ways : {})

export function actorOf({ actor: { kind, id, name } }: AuditEntry, me: string, keyName: (id: string) => string) {
  const t = auditWords()
  if (kind === 'hub') return t.hub
  if (kind === 'operator') return t.command
  if (id === null) return kind === 'agent' ? t.withoutKey : t.person
  return kind === 'user' ? (id === me ? t.you : id) : (name ?? keyName(id))
}
