import type { Catalogue } from '../catalogue'

export const signIn: Catalogue['signIn'] = {
  title: 'Abgemeldet',
  signedOut: 'Du bist abgemeldet',
  failed: 'Die Anmeldung ist fehlgeschlagen.',
  continueWith: (name) => `Weiter mit ${name}`,
  openLink: 'Öffne den Anmeldelink, den der Hub beim Start auf seiner Konsole ausgegeben hat. Er sieht so aus:',
  orOpenLink: 'Oder öffne den Anmeldelink, den der Hub beim Start auf seiner Konsole ausgegeben hat. Er sieht so aus:',
  noLink: 'Wenn du ihn nicht findest, starte den Hub neu: Er gibt einen neuen Link aus.',
  tryAgain: 'Ich habe mich angemeldet, erneut versuchen',
  reasons: {
    not_allowed: 'Du stehst nicht auf der Liste derer, die sich hier anmelden dürfen. Frage, wer diesen Hub betreibt.',
    access_denied: 'Du hast bei der Anmeldung nicht zugestimmt. Versuche es erneut, wenn das keine Absicht war.',
    state_expired: 'Die Anmeldung hat länger als zehn Minuten gedauert. Beginne von vorn.',
    state_used: 'Diese Anmeldung war schon abgeschlossen. Beginne von vorn.',
    state_session_mismatch: 'Die Anmeldung wurde in einem anderen Browser begonnen, oder Cookies sind blockiert. Beginne hier von vorn.',
    issuer_unavailable: 'Der Anmeldedienst antwortet gerade nicht. Versuche es in einer Minute erneut.',
    state_store_unavailable: 'Auf diesem Weg kann sich gerade niemand anmelden. Versuche es in einer Minute erneut.',
    id_token_invalid: 'Was der Anmeldedienst über dich gesagt hat, war nicht glaubwürdig. Mehr steht im Protokoll des Hubs.',
  },
  otherReason: 'Die Anmeldung ist nicht gut ausgegangen. Beginne von vorn; wenn es so bleibt, steht mehr im Protokoll des Hubs.',
}
