import { counted, formatNumber } from '../numbers'
import { wordsOf } from '../language'

/** How refreshes end, as the meter names it; a name that has no words here stands for itself. */
const outcomes: Record<string, string> = {}

const english = {
  title: 'Health',
  text: 'How the hub does, and what to do where it does not.',
  fromBefore: 'What is shown is from before.',
  allWell: 'All is well.',
  wrong: 'What is wrong',
  loading: 'Loading the hub’s health…',
  loadingNumbers: 'Loading the numbers…',
  loadingPlatform: 'Loading the platform’s health…',
  hourAndDay: { '1h': 'Last hour', '24h': 'Last day' },
  did: 'What the hub did',
  howFarBack: 'How far back',
  nothing: 'Nothing happened yet',
  nothingText: 'Here come refreshes, hand-outs and failures as soon as an account is connected and an agent asks for its token.',
  ofProcesses: (processes: number) => `Of ${counted(processes, 'process', 'processes')} together.`,
  ofThis: 'Of this process, since its start.',

  vault: 'Vault',
  parts: { well: 'Works', away: 'Does not answer', none: 'Not used' },
  oneProcess: 'This hub is one process.',
  workers: 'Workers',
  alive: (workers: number) => `${formatNumber(workers)} alive`,
  upFor: (duration: string) => `Up for ${duration}`,
  connections: 'Connections',
  active: (connections: number) => `${formatNumber(connections)} active`,
  trouble: (degraded: number, waiting: number) => `${formatNumber(degraded)} with trouble, ${formatNumber(waiting)} waiting for somebody`,
  noTrouble: 'None is in trouble.',
  dueNow: 'Due now',
  nothingWaits: 'Nothing waits.',
  oldest: 'The oldest since',
  version: 'Version',

  processes: 'Processes',
  processStates: { alive: 'Alive', silent: 'Silent', stopped: 'Stopped' },
  heardOf: 'heard of',
  swept: ', refreshed what was due',

  works: (platform: string) => `${platform} works.`,
  succeed: 'Refreshes that succeed',
  inHourAndDay: (hour: string, day: string) => `${hour} in the last hour, ${day} in the last day`,
  noRate: 'none',
  take: 'They take',
  notMeasured: 'Not measured in the last day',
  usuallyAndAtMost: (usual: string, slow: string) => `${usual}; one in twenty more than ${slow}`,
  requests: 'Requests',
  gates: { open: 'Asked whenever something is due', paused: 'Paused, as the platform asked', broken: 'Paused after failures in a row' },
  until: ', until',
  pauses: 'Pauses it asked for (429)',
  dueAndWaiting: 'Due and waiting',
  oldestAfter: ', the oldest since',
  refused: 'Live tokens it refused (401)',

  charts: {
    newTokens: 'New tokens',
    failed: 'Failed',
    half: 'Half of them',
    latestTenth: 'The latest tenth',
    tokens: 'Tokens',
    shortestTenth: 'The shortest tenth',
    slowest: 'The slowest twentieth',
    waited: 'Reads that waited',
    rejected: '401s reported',
    lost: 'Sign-ins ended',
    pauses: 'Pauses asked for',
    refreshes: 'Refreshes',
    refreshesText: (refreshed: number, failed: number, reasons: string) => `${counted(refreshed, 'refresh', 'refreshes')} gave new tokens, ${formatNumber(failed)} failed${reasons}.`,
    early: 'How early refreshes come',
    earlyText: (duration: string) => `Half of the old tokens would have lived ${duration} more.`,
    noneReplaced: 'No token was replaced.',
    handedOut: 'Tokens handed out',
    handedOutText: (tokens: number) => `${counted(tokens, 'token', 'tokens')} went to agents.`,
    life: 'Life left when handed out',
    lifeText: (duration: string) => `Half of them had less than ${duration} left.`,
    noneHandedOut: 'No token was handed out.',
    latency: 'How long refreshes take',
    latencyText: (duration: string) => `Nineteen in twenty took less than ${duration}.`,
    noneAsked: 'No platform was asked.',
    losses: 'Waits and losses',
    lossesText: (waits: number, inVain: number, rejected: number, lost: number) =>
      `${counted(waits, 'read', 'reads')} waited (${formatNumber(inVain)} in vain), ${counted(rejected, '401', '401s')} reported, ${counted(lost, 'sign-in', 'sign-ins')} ended.`,
  },
  outcomes,
}

/** How the hub and its platforms are. */
export type HealthWords = typeof english
export const healthWords = wordsOf('health', english)
