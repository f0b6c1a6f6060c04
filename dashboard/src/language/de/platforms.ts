import type { Catalogue } from '../catalogue'

export const platforms: Catalogue['platforms'] = {
  title: 'Plattformen',
  text: 'Wähle, was du verbinden willst. Eine Plattform, die eine Registrierung braucht, fragt einmal nach einer Client-ID, die du dort meist kostenlos bekommst.',
  noMatch: 'Keine Plattform passt',
  noMatchText: 'Vielleicht findet sie ein anderes Wort. Eine Plattform, die nicht im Katalog steht, lässt sich als eine JSON-Datei im Datenordner des Hubs hinzufügen.',
  noOAuth: 'Diese Plattform lässt sich nicht mit OAuth 2 verbinden.',
  connect: 'Verbinden',
  settings: 'Einstellungen',
  setUp: 'Einrichten',
  ready: 'Bereit',
  notSetUp: 'Nicht eingerichtet',
  unavailable: 'Nicht verfügbar',
  categories: {
    commerce: 'Handel',
    developer: 'Entwicklung',
    media: 'Medien',
    messaging: 'Nachrichten',
    other: 'Sonstiges',
    practice: 'Übung',
    social: 'Soziale Netze',
    storage: 'Speicher',
    work: 'Arbeit',
  },
}
