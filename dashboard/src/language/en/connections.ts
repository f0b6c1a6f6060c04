import { counted } from '../numbers'
import { wordsOf } from '../language'

const english = {
  title: 'Connections',
  text: 'Your accounts, and how their tokens do.',
  connectAccount: 'Connect an account',
  loading: 'Loading your connections…',
  search: 'Search connections',
  state: 'State',
  noMatch: 'No connection matches',
  noMatchText: 'None of your connections has these words and this state.',

  states: { active: 'Active', degraded: 'Trouble refreshing', needs_reconnect: 'Needs you', quarantined: 'Set aside', revoking: 'Disconnecting' },
  default: 'default',
  details: 'Details',
  detailsOf: (platform: string, account: string) => ` of ${platform}, ${account}`,
  refreshNow: 'Refresh now',
  disconnect: 'Disconnect',
  usedBy: (agent: string) => `Used by ${agent}`,

  lifeOfToken: 'Life of the token',
  noToken: 'No token',
  noKnownEnd: 'No known end',
  tokenEnded: 'Token ended',
  notRefreshed: 'Not refreshed',
  notPlanned: 'Refresh not planned',
  cannotRefresh: 'Cannot be refreshed',
  refreshIn: (duration: string) => `Refresh in ${duration}`,
  refreshDue: 'Refresh due now',
  nextTryIn: (seconds: number) => `Next try possible in ${seconds} s.`,

  /** Where the hub gives no reason. */
  trouble: {
    degraded: 'Refreshing does not work now. The hub keeps trying.',
    needs_reconnect: 'The platform no longer accepts this sign-in. Reconnect the account.',
    quarantined: 'The hub does not use this connection until an operator decides.',
    revoking: 'The platform could not be told yet. The hub keeps trying; no token is handed out.',
  },
  reconnectHow: (platform: string, account: string) => `You sign in at ${platform} again, as ${account}; agents go on with the new token.`,
  reconnect: 'Reconnect',
  useAgain: 'Use again',
  usedAgain: 'The connection is used again.',
  checkRegistration: 'Check the registration',
  ofPlatform: (platform: string) => ` of ${platform}`,

  first: 'Connect your first account',
  firstWithPractice: (practice: string) => `You sign in at the platform once; the hub keeps the tokens alive for your agents. ${practice}, the practice platform, needs no registration: try it first.`,
  firstText: 'You sign in at the platform once; the hub keeps the tokens alive for your agents. Choose a platform to begin.',
  tryWith: (practice: string) => `Try it with ${practice}`,
  browse: 'Browse the platforms',
  afterwards: 'Afterwards an agent gets a live token like this',

  disconnectWhich: (account: string, platform: string) => `Disconnect ${account} from ${platform}?`,
  disconnectText: (platform: string) => `The hub deletes its tokens and asks ${platform} to withdraw them. Agents that use this account stop working at once. You can connect it again at any time.`,
  disconnected: 'Disconnected',
  disconnecting: 'Disconnecting',
  lookYourself: 'You can look for yourself, and withdraw the access there:',
  connectedApps: (platform: string) => `connected apps at ${platform}`,
  notToldYet: (platform: string) => `The hub hands out no token of this account any more. ${platform} could not be told yet; the hub keeps trying.`,
  told: (platform: string) => `The tokens are deleted, and ${platform} was told to withdraw them.`,
  notTold: (platform: string) => `The tokens are deleted here. ${platform} was not told: it offers no way to do so, or it did not accept it. Access may stay listed there.`,

  noScopes: 'None',
  notGranted: 'not granted',

  yourWords: 'Your words',
  label: 'Label',
  labelExample: 'Work, private…',
  defaultOf: (platform: string) => `The default of ${platform}`,
  defaultHint: (accounts: number) => `${counted(accounts, 'account is', 'accounts are')} connected. Agents that name none of them get this one; without a default they are told to name one.`,
}

/** Connections, on their list and on their pages. */
export type ConnectionsWords = typeof english
export const connectionsWords = wordsOf('connections', english)
