import { perLanguage } from './language'

const conjunction = perLanguage((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }))
const disjunction = perLanguage((locale) => new Intl.ListFormat(locale, { type: 'disjunction' }))

/** "a, b, and c". */
export const and = (items: string[]) => conjunction().format(items)

/** "a, b, or c". */
export const or = (items: string[]) => disjunction().format(items)
