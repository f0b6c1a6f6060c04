import { wordsOf } from '../language'

/** A category that has no words here is its id, in words. */
const categories: Record<string, string> = {}

const english = {
  title: 'Platforms',
  text: 'Choose what to connect. A platform that needs registration asks once for a client id, which you get from it for free in most cases.',
  noMatch: 'No platform matches',
  noMatchText: 'Another word may find it. A platform that is not in the catalogue can be added as one JSON file in the hub’s data folder.',
  noOAuth: 'This platform cannot be connected with OAuth 2.',
  connect: 'Connect',
  settings: 'Settings',
  setUp: 'Set up',
  ready: 'Ready',
  notSetUp: 'Not set up',
  unavailable: 'Unavailable',
  categories,
}

/** The list of platforms. */
export type PlatformsWords = typeof english
export const platformsWords = wordsOf('platforms', english)
