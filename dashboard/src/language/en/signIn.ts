import { wordsOf } from '../language'

const english = {
  title: 'Signed out',
  signedOut: 'You are signed out',
  failed: 'You were not signed in.',
  continueWith: (name: string) => `Continue with ${name}`,
  openLink: 'Open the sign-in link that the hub printed on its console when it started. It looks like this:',
  orOpenLink: 'Or open the sign-in link that the hub printed on its console when it started. It looks like this:',
  noLink: 'If you cannot find it, restart the hub: it prints a new link.',
  tryAgain: 'I have signed in, try again',
  /** Why the hub let nobody in: docs/sign-in.md. A newer hub may have other reasons. */
  reasons: {
    not_allowed: 'You are not on the list of those who may sign in here. Ask whoever runs this hub.',
    access_denied: 'You did not agree at the sign-in. Try again if that was not meant.',
    state_expired: 'The sign-in took longer than ten minutes. Begin again.',
    state_used: 'That sign-in was finished already. Begin again.',
    state_session_mismatch: 'The sign-in was begun in another browser, or cookies are blocked. Begin again here.',
    issuer_unavailable: 'The sign-in service does not answer now. Try again in a minute.',
    state_store_unavailable: 'Nobody can sign in this way now. Try again in a minute.',
    id_token_invalid: 'What the sign-in service said of you could not be believed. The operator finds more in the hub’s log.',
  },
  otherReason: 'The sign-in did not end well. Begin again; if it stays so, the operator finds more in the hub’s log.',
}

/** Of those who are not signed in. */
export type SignInWords = typeof english
export const signInWords = wordsOf('signIn', english)
