import { expect, it } from 'vitest'

const sources = import.meta.glob<string>(['../{components,features,routes}/**/*.tsx', '!../**/*.test.tsx'], { query: '?raw', import: 'default', eager: true })

/** Words that are the same in every language. */
const names = /OAuthHub|PLATFORM|Redis|PKCE|https:|anna, ben/

const patterns = [
  // <p>Some words</p>
  />[^<>{}=()\n]*\p{L}{3,}[^<>{}=()\n]*<\//gu,
  // Some words on a line of their own.
  /^ +\p{Lu}[\p{L}’]*(?: [\p{L}’,.…:]+)*$/gmu,
  // title="Some words"
  /\b(?:title|label|text|hint|placeholder|aria-label|name|what|none|cancel|words)="\p{L}[^"]*"/gu,
]

it('no page says anything that the language has no word for', () => {
  const found = Object.entries(sources)
    .flatMap(([path, text]) => patterns.flatMap((pattern) => text.match(pattern) ?? []).map((raw) => `${path}: ${raw.trim()}`))
    .filter((finding) => !names.test(finding))
  expect(Object.keys(sources).length).toBeGreaterThan(80)
  expect(found).toEqual([])
})
