import { sessionsWords } from '@/language/en/sessions'

const browsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  // Without a window it calls itself HeadlessChrome; all of them claim to be Safari too.
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]
const find = (among: [RegExp, string][], text: string) => among.find(([pattern]) => pattern.test(text))?.[1]

/** Which browser it seems to be. It says so itself: a help to the memory, and no proof. */
export function browserName(userAgent: string | null) {
  if (userAgent === null) return sessionsWords().unknownBrowser
  const browser = find(browsers, userAgent)
  const system = find(systems, userAgent)
  if (browser === undefined) return userAgent.length > 60 ? `${userAgent.slice(0, 60)}…` : userAgent
  return system === undefined ? browser : sessionsWords().browserOn(browser, system)
}
