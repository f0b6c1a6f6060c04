/** Why the hub let nobody in: docs/sign-in.md. A newer hub may have other reasons. */
const reasons: Record<string, string> = {
  not_allowed: 'You are not on the list of those who may sign in here. Ask whoever runs this hub.',
  access_denied: 'You did not agree at the sign-in. Try again if that was not meant.',
  state_expired: 'The sign-in took longer than ten minutes. Begin again.',
  state_used: 'That sign-in was finished already. Begin again.',
  state_session_mismatch: 'The sign-in was begun in another browser, or cookies are blocked. Begin again here.',
  issuer_unavailable: 'The sign-in service does not answer now. Try again in a minute.',
  state_store_unavailable: 'Nobody can sign in this way now. Try again in a minute.',
  id_token_invalid: 'What the sign-in service said of you could not be believed. The operator finds more in the hub’s log.',
}

export const signInReason = (code: string) => reasons[code] ?? 'The sign-in did not end well. Begin again; if it stays so, the operator finds more in the hub’s log.'
