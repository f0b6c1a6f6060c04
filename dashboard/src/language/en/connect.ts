import { wordsOf } from '../language'

const english = {
  title: 'Connect an account',
  cannot: 'That platform cannot be connected as things are. Choose another one, or set it up first.',
  choose: 'Choose a platform. You sign in there once; the hub keeps the token alive.',
  noMatch: 'No platform matches. A platform that is not in the catalogue can be added as one JSON file in the hub’s data folder.',
  setUpFirst: 'Set up first',

  connect: (platform: string) => `Connect ${platform}`,
  how: (platform: string) => `You sign in at ${platform} itself and come back here. Your password stays there.`,
  ability: 'What your agents will be able to do',
  otherPlatforms: 'Other platforms',
  continueTo: (platform: string) => `Continue to ${platform}`,
  opening: (platform: string) => `Opening ${platform}…`,
  needed: 'This is needed before you can sign in there.',
  cannotBeRight: (what: string) => `This cannot be right: ${what}`,

  platformDecides: 'The platform itself decides what agents may do, and says so on its own page.',
  always: 'Always asked for',
  yourChoice: 'Your choice',
}

/** From the wish to connect something to the platform's own page. */
export type ConnectWords = typeof english
export const connectWords = wordsOf('connect', english)
