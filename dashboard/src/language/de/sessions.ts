import type { Catalogue } from '../catalogue'

export const sessions: Catalogue['sessions'] = {
  title: 'Sitzungen',
  text: 'Jeder Browser, der angemeldet ist. Was du hier abmeldest, wird innerhalb einer Sekunde abgewiesen, wo immer es ist.',
  signOut: 'Abmelden',
  signOutOthers: 'Alle anderen abmelden',
  showEverybody: 'Die aller zeigen',
  none: 'Es gibt keine Sitzung: Wer hereinkommt, wird in jeder Anfrage neu genannt.',
  loading: 'Sitzungen werden geladen …',
  thisOne: 'Diese hier',
  seen: 'Gesehen',
  from: (address) => ` von ${address}`,
  signedIn: 'angemeldet',
  ways: { start_link: 'über den Startlink', oidc: 'beim Anmeldedienst' },
  ends: 'endet',
  signedOut: 'Abgemeldet.',
  othersEnded: 'Alle anderen Sitzungen sind beendet.',
  thatEnded: 'Die Sitzung ist beendet.',
  unknownBrowser: 'Unbekannter Browser',
  browserOn: (browser, system) => `${browser} auf ${system}`,
}
