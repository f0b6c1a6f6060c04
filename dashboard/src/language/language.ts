import type { Catalogue } from './catalogue'

export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** In one's own language, so that whoever cannot read the page finds it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** English is in the code that uses it; every other language is a chunk of its own. */
const catalogues: Record<Exclude<Language, 'en'>, () => Promise<{ words: Catalogue }>> = {
  de: () => import('./de/words'),
}

const KEY = 'oauthhub.language'

let shown: Language = 'en'
let words: Catalogue | null = null
const listeners = new Set<() => void>()

export const currentLanguage = () => shown

export function followLanguage(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Throws when the words cannot be loaded; the language then stays as it was. */
export async function showLanguage(language: Language) {
  words = language === 'en' ? null : (await catalogues[language]()).words
  shown = language
  document.documentElement.lang = language
  for (const listener of listeners) listener()
}

/** Shows a language, and remembers it for the next time. Throws as {@link showLanguage} does. */
export async function chooseLanguage(language: Language) {
  await showLanguage(language)
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
}

/** Shows the chosen language, else the browser's first one that there is. A hub that gives no words leaves English. */
export const startLanguage = () => showLanguage(rememberedLanguage() ?? browserLanguage(navigator.languages)).catch(() => undefined)

function rememberedLanguage() {
  try {
    return languages.find((language) => language === localStorage.getItem(KEY))
  } catch {
    return undefined
  }
}

/** @param tags What the person reads, the best first: "de-AT", "en-GB", "en". */
export const browserLanguage = (tags: readonly string[]): Language => tags.map(languageOf).find((language) => language !== undefined) ?? 'en'

const languageOf = (tag: string) => languages.find((language) => language === tag.toLowerCase().split('-')[0])

/** How numbers and times are written: as the person's own country does, where the browser names one for the language. */
const locale = () => navigator.languages.find((tag) => languageOf(tag) === shown) ?? shown

/** Made once for each language: formatters are costly to make. */
export function perLanguage<T>(make: (locale: string) => T) {
  let kept: { language: Language; value: T } | undefined
  return () => {
    if (kept?.language !== shown) kept = { language: shown, value: make(locale()) }
    return kept.value
  }
}

/** The words of one concern: call it where they are shown, not where a module begins, for the language may change. */
export const wordsOf = <K extends keyof Catalogue>(concern: K, english: Catalogue[K]) => (): Catalogue[K] => words?.[concern] ?? english
