import { wordsOf } from '../language'

const english = {
  close: 'Close',
  dismiss: 'Dismiss',
  dismissMessage: 'Dismiss this message',
  retry: 'Retry',
  keepIt: 'Keep it',
  remove: 'Remove',
  removed: 'Removed.',
  saved: 'Saved.',
  save: 'Save',
  storedIt: 'I have stored it',
  message: 'Message',
  messages: (hotkey: string) => `Messages (${hotkey})`,
  newTab: '(opens in a new tab)',
  all: 'All',
  category: 'Category',
  searchPlatforms: 'Search platforms',
  clearFilters: 'Clear the filters',
  loadingPlatforms: 'Loading platforms…',
  yours: 'yours',

  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Select and copy',
  copyWhat: (what: string) => `Copy ${what}`,
  copiedWhat: (what: string) => `Copied ${what}`,

  chosen: (what: string) => `Chosen: ${what}`,
  leaveOut: (what: string) => `Leave out ${what}`,
  add: (what: string) => `Add ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
  onlySome: 'only some…',
  andMore: 'and…',

  upTo: (value: string) => `up to ${value}`,
  showNumbers: 'Show numbers',
  from: 'From',
  nothingHappened: 'Nothing happened in this time.',

  /** Of the button that opens the choice of both. */
  look: (theme: string, language: string) => `Theme: ${theme}, language: ${language}`,
  theme: 'Theme',
  themes: { light: 'Light', dark: 'Dark', system: 'System' },
  language: 'Language',

  units: { days: 'd', hours: 'h', minutes: 'm', seconds: 's' },
  left: (duration: string) => `${duration} left`,
  ended: 'ended',
  justNow: 'just now',
  ago: (duration: string) => `${duration} ago`,
  ahead: (duration: string) => `in ${duration}`,

  outOfReach: { offline: 'You are offline.', lost: 'The hub does not answer now.' },
  seenFrom: (moment: string) => `What you see is from ${moment}. It is brought up to date by itself.`,
  notReadYet: 'Not here yet',
  notReadYetText: 'This was not read before the network went. It appears as soon as there is one again; you need not reload the page.',

  unreachable: 'The hub does not answer.',
  unreachableRemedy: 'Check that it is running, then try again.',
  unreadable: 'The hub gave an answer that cannot be read.',
  unreadableRemedy: 'Reload the page; if it stays, look at the hub’s log.',
  answeredWith: (status: number) => `The hub answered with an error (${status}).`,
  answeredWithRemedy: 'Try again; if it stays, look at the hub’s log.',
  pageFailed: 'Something went wrong on this page.',
  pageFailedRemedy: 'Reload the page.',
}

/** What every page says, and the parts of pages that know no concern. */
export type CommonWords = typeof english
export const commonWords = wordsOf('common', english)
