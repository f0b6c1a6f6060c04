import { counted } from '../numbers'
import { wordsOf } from '../language'

const english = {
  loading: 'Loading the connection…',
  token: 'Token',
  howToGet: 'How an agent gets it',
  agents: 'Agents',
  noAgents: 'No agent has used it lately.',
  allActivity: 'All activity',
  ofThisAccount: ' of this account',

  about: 'About this connection',
  accountId: 'Account id',
  scopes: 'Scopes',
  generation: 'Token generation',
  connected: 'Connected',
  lastRefreshed: 'Last refreshed',
  notYet: 'Not yet',
  issued: 'Token issued',
  ends: 'Token ends',
  noKnownEnd: 'No known end',
  nextRefresh: 'Next refresh',
  notPlanned: 'Not planned',
  cannotRefresh: 'This platform’s tokens cannot be refreshed',
  signInEnds: 'Sign-in ends',
  notKnown: 'Not known',
  missing: (platform: string) => `Calls that need what is not granted will fail. ${platform} can be asked for it again; the token stays in use meanwhile.`,
  askAgain: 'Ask again',
  askAgainFor: (platform: string) => ` for what is not granted at ${platform}`,

  history: 'History',
  nothingYet: 'Nothing has happened yet.',
  /** For what a refresh was wanted. A newer hub may have other words, which stand for themselves. */
  why: { due: 'it was due', read: 'a read found it due', asked: 'it was asked for', rejected: 'a 401 was reported' },
  because: (why: string) => `because ${why}`,
  early: (duration: string) => `with ${duration} of the token’s life left`,
  late: (duration: string) => `${duration} after the token had ended`,

  timeline: 'Its tokens over time',
  inUse: 'In use',
  lifeLeft: 'Life left',
  marks: { refresh_failed: 'Refresh failed', token_rejected: '401 reported', state: 'Change of state' },
  columns: { came: 'Came', token: 'Token', why: 'Why', left: 'Left of the one before' },
  births: { connected: 'connected', reconnected: 'signed in again' },
  endedBefore: (duration: string) => `ended ${duration} before`,
  /** Parts of one sentence. */
  picture: {
    tokens: (count: number) => `${counted(count, 'token', 'tokens')} in this time`,
    early: (least: string, most: string) => `refreshed with ${least === most ? least : `${least} to ${most}`} of life left`,
    late: (count: number) => `${count} only after the old one had ended`,
    failed: (count: number) => `${counted(count, 'refresh', 'refreshes')} failed`,
    rejected: (count: number) => `${counted(count, 'report', 'reports')} of a 401`,
  },
}

/** The page of one connection. */
export type ConnectionWords = typeof english
export const connectionWords = wordsOf('connection', english)
