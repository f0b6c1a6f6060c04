import { wordsOf } from '../language'

const english = {
  title: 'Sessions',
  text: 'Each browser that is signed in. What you sign out here is refused within a second, wherever it is.',
  signOut: 'Sign out',
  signOutOthers: 'Sign out all others',
  showEverybody: 'Show everybody’s',
  none: 'There is no session: whoever comes in is named anew in each request.',
  loading: 'Loading the sessions…',
  thisOne: 'This one',
  seen: 'Seen',
  from: (address: string) => ` from ${address}`,
  signedIn: 'signed in',
  ways: { start_link: 'by the start link', oidc: 'at the issuer' },
  ends: 'ends',
  signedOut: 'Signed out.',
  othersEnded: 'All other sessions have ended.',
  thatEnded: 'That session has ended.',
  unknownBrowser: 'Unknown browser',
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
}

/** Where somebody is signed in. */
export type SessionsWords = typeof english
export const sessionsWords = wordsOf('sessions', english)
