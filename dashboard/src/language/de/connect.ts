import type { Catalogue } from '../catalogue'

export const connect: Catalogue['connect'] = {
  title: 'Konto verbinden',
  cannot: 'Diese Plattform lässt sich so nicht verbinden. Wähle eine andere, oder richte sie zuerst ein.',
  choose: 'Wähle eine Plattform. Du meldest dich dort einmal an; der Hub hält das Token am Leben.',
  noMatch: 'Keine Plattform passt. Eine Plattform, die nicht im Katalog steht, lässt sich als eine JSON-Datei im Datenordner des Hubs hinzufügen.',
  setUpFirst: 'Zuerst einrichten',

  connect: (platform) => `${platform} verbinden`,
  how: (platform) => `Du meldest dich bei ${platform} selbst an und kommst hierher zurück. Dein Passwort bleibt dort.`,
  ability: 'Was deine Agenten tun können werden',
  otherPlatforms: 'Andere Plattformen',
  continueTo: (platform) => `Weiter zu ${platform}`,
  opening: (platform) => `${platform} wird geöffnet …`,
  needed: 'Das wird gebraucht, bevor du dich dort anmelden kannst.',
  cannotBeRight: (what) => `Das kann nicht stimmen: ${what}`,

  platformDecides: 'Die Plattform entscheidet selbst, was Agenten dürfen, und sagt es auf ihrer eigenen Seite.',
  always: 'Wird immer angefragt',
  yourChoice: 'Deine Wahl',
}
