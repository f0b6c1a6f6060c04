import type { Catalogue } from '../catalogue'

export const shell: Catalogue['shell'] = {
  loading: 'Wird geladen …',
  loadingHub: 'OAuthHub wird geladen …',
  skip: 'Zum Inhalt springen',
  main: 'Hauptnavigation',
  connections: 'Verbindungen',
  platforms: 'Plattformen',
  agents: 'Agenten',
  activity: 'Aktivität',
  health: 'Zustand',
  agentKey: 'Agentenschlüssel:',

  connecting: 'Verbinde',
  connectingTitle: 'Die Seite verbindet sich mit dem Hub',
  live: 'Live',
  liveTitle: 'Diese Seite folgt dem Hub',
  reconnecting: 'Verbinde neu',
  reconnectingTitle: 'Der Hub antwortet gerade nicht; was du siehst, ist vielleicht veraltet',

  notFoundTitle: 'Nicht gefunden',
  notFound: 'Diese Seite gibt es nicht',
  notFoundText: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.',
  toConnections: 'Zu deinen Verbindungen',

  accountOf: 'Konto von',
  signedInAs: 'Angemeldet als',
  sessions: 'Sitzungen',
  signOut: 'Abmelden',

  command: 'Befehl',
  keyIsConfigured: 'Der Agentenschlüssel steht in der Konfiguration des Hubs; setze ihn in OAUTHHUB_AGENT_KEY ein.',
  keyIsYours: 'Setze einen eigenen Schlüssel, den du auf der Seite „Agenten“ anlegst, in OAUTHHUB_AGENT_KEY ein.',
}
