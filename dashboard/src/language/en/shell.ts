import { wordsOf } from '../language'

const english = {
  loading: 'Loading…',
  loadingHub: 'Loading OAuthHub…',
  skip: 'Skip to the content',
  main: 'Main',
  connections: 'Connections',
  platforms: 'Platforms',
  agents: 'Agents',
  activity: 'Activity',
  health: 'Health',
  agentKey: 'Agent key:',

  connecting: 'Connecting',
  connectingTitle: 'Connecting to the hub',
  live: 'Live',
  liveTitle: 'This page follows the hub',
  reconnecting: 'Reconnecting',
  reconnectingTitle: 'The hub does not answer now; what you see may be old',

  notFoundTitle: 'Not found',
  notFound: 'There is no such page',
  notFoundText: 'The address may be mistyped, or the page has moved.',
  toConnections: 'Go to your connections',

  accountOf: 'Account of',
  signedInAs: 'Signed in as',
  sessions: 'Sessions',
  signOut: 'Sign out',

  command: 'the command',
  keyIsConfigured: 'The agent key is set in the hub’s configuration; put it into OAUTHHUB_AGENT_KEY.',
  keyIsYours: 'Put a key of your own, made on the page Agents, into OAUTHHUB_AGENT_KEY.',
}

/** The frame around every page. */
export type ShellWords = typeof english
export const shellWords = wordsOf('shell', english)
