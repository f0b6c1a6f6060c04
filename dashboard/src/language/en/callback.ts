import { wordsOf } from '../language'

const english = {
  finished: 'The connection finished',
  finishedText: 'The list of connections shows what the hub has now.',
  connected: (platform: string) => `Connected ${platform}`,
  connectedText: (account: string) => `${account} is ready for your agents, and the hub keeps the token alive.`,
  failed: (platform: string) => `${platform} was not connected`,
  failedSomewhere: 'The account was not connected',
  /** Why connecting failed: the closed set of codes, each with what happened and what to do. */
  reasons: {
    state_missing: 'The platform’s answer did not say which sign-in it belongs to. Start again from the platforms page.',
    state_unknown: 'The hub does not know this sign-in; it may have been restarted meanwhile. Start again.',
    state_used: 'This sign-in was already finished once, perhaps in another tab. If the account is not in the list below, start again.',
    state_expired: 'The sign-in took longer than ten minutes. Start again.',
    state_session_mismatch: 'The sign-in was begun in another browser or session. Start again in this one.',
    user_mismatch: 'The sign-in was begun by another user of this hub. Start again as yourself.',
    platform_mismatch: 'The answer came from another platform than the one that was asked, so nothing was stored. Start again.',
    callback_signature_invalid: 'The platform’s answer was not signed as it should be, so nothing was stored. Start again; if it stays, check the client secret on the platform’s page.',
    issuer_mismatch: 'The answer was issued by another server than expected, so nothing was stored. Start again; if it stays, tell the operator.',
    issuer_missing: 'The platform did not say who issued its answer, as it should, so nothing was stored. Start again; if it stays, tell the operator.',
    access_denied: 'Access was not allowed at the platform. If that was a mistake, start again and agree there.',
    platform_error: 'The platform refused the request. Check the client id, the secret and the redirect address on the platform’s page, then start again.',
    nothing_to_use: 'The account has nothing that an agent could use there, such as a site or an organisation. Choose or create one at the platform, then start again.',
    code_rejected: 'The platform did not accept its own code any more, usually because it was too old or used twice. Start again.',
    platform_bad_response: 'The platform’s answer could not be understood, so nothing was stored. Try again later.',
    platform_unavailable: 'The platform cannot be reached now. Try again in a few minutes.',
    platform_timeout: 'The platform did not answer in time. Try again in a few minutes.',
    blocked_address: 'The server’s name leads to an address that the hub does not call, so nothing was sent. Check the name; if the server is in the hub’s own network, the operator can allow it.',
    url_not_allowed: 'The hub does not call that server. Give the name that it has on the public internet, without https:// and path; one in the hub’s own network is for the operator to allow.',
    id_token_invalid: 'The platform’s proof of who signed in does not verify, so nothing was stored. Start again; if it stays, tell the operator.',
    account_mismatch: 'Another account signed in than the one to be reconnected. Sign out at the platform, then reconnect with the right account; or connect the other one anew.',
    connection_deleted: 'The connection was disconnected while the sign-in was under way. Connect the account anew.',
    unsupported_response: 'The platform answered in a way that the hub does not support, so nothing was stored. Start again; if it stays, tell the operator.',
    vault_unavailable: 'The hub could not store the tokens: its vault does not answer. Try again in a minute; the operator should look at the hub.',
    state_store_unavailable: 'The hub could not look up the sign-in: its store does not answer. Try again in a minute; the operator should look at the hub.',
    platform_not_configured: 'The platform is not set up. Enter its client id and secret on its page, then start again.',
    scope_not_allowed: 'The platform does not allow this app one of the scopes that were asked for. Change the scopes on the platform’s page, then start again.',
  },
  otherReason: 'Something unexpected happened, and nothing was stored. Start again; if it stays, look at the hub’s log.',
}

/** How a sign-in at a platform ended. */
export type CallbackWords = typeof english
export const callbackWords = wordsOf('callback', english)
