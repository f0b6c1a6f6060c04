import { wordsOf } from '../language'

/** An event that has no words here is its type, in words: "connection.needs_reconnect" is "needs reconnect". */
const events: Record<string, string> = {}

const english = {
  title: 'Webhooks',
  text: 'Servers that the hub calls when an account is connected, needs you, or is gone.',
  add: 'Add a webhook',
  none: 'Nobody is told yet.',
  loading: 'Loading the webhooks…',

  enterAddress: 'Enter an address that begins with https://.',
  mostCharacters: (most: number) => `At most ${most} characters.`,
  chooseEvent: 'Choose at least one event.',
  theSecret: 'The secret',
  onlyTime: 'This is the only time that you see its secret.',
  checks: (url: string) => `${url} checks with it that a message is the hub’s.`,
  secret: 'Secret',
  copyOfSecret: 'the secret',
  new: 'A new webhook',
  address: 'Address',
  description: 'Description (optional)',
  events: 'Events',
  tellOf: 'Tell it of',
  addThis: 'Add',
  cancel: 'Cancel',

  test: 'Test',
  switchOff: 'Switch off',
  switchOn: 'Switch on',
  removeWhich: 'Remove this webhook?',
  removeText: (url: string) => `${url} is told nothing more, and what has not arrived yet is not sent. Added again, it gets a new secret.`,
  toldNothing: (url: string) => `${url} is told nothing more.`,
  gone: 'Off: it said it is gone',
  failing: 'Off: nothing arrived for five days',
  off: 'Off',
  noAnswer: 'Does not answer',
  on: 'On',
  arrived: 'It arrived.',
  notArrived: 'It did not arrive.',

  log: 'Delivery log',
  of: (url: string) => ` of ${url}`,
  loadingLog: 'Loading the log…',
  nothingSent: 'Nothing has been sent yet.',
  tryNumber: (attempt: number) => `try ${attempt}`,
  again: ', again',
  outcomes: { delivered: 'arrived', refused: 'refused', blocked_address: 'its name leads where the hub does not go', timeout: 'no answer in time', unreachable: 'not reached' },
  types: events,
}

/** The addresses that are told what becomes of connections. */
export type WebhooksWords = typeof english
export const webhooksWords = wordsOf('webhooks', english)
