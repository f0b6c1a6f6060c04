import { perLanguage } from './language'

const numbers = perLanguage((locale) => new Intl.NumberFormat(locale))
const precise = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }))
const percents = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
const rules = perLanguage((locale) => new Intl.PluralRules(locale))

/** "12,345", or "12.345". */
export const formatNumber = (value: number) => numbers().format(value)

/** Two digits that count: "0.25". */
export const formatShort = (value: number) => precise().format(value)

/** From 0 to 1; rounded down, for 100 % is for what never fails: "99.9 %". */
export const formatPercent = (share: number) => `${percents().format(Math.floor(share * 1000) / 10)} %`

/** The form for a number, by the rules of the language: { one: 'account', other: 'accounts' }. */
export const plural = (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) => forms[rules().select(count)] ?? forms.other

/** The number and its form: "1 account", "2 accounts". */
export const counted = (count: number, one: string, other: string) => `${formatNumber(count)} ${plural(count, { one, other })}`
