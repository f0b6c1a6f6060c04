import { expect, it } from 'vitest'
import { hueOf, lettersOf } from './LetterLogo'

it.each([
  ['GitHub', 'GH'],
  ['Slack', 'SL'],
  ['Google Drive', 'GD'],
  ['X', 'X'],
  ['', '?'],
])('%s becomes %s', (name, letters) => {
  expect(lettersOf(name)).toBe(letters)
})

it('a name always has the same hue', () => {
  expect(hueOf('Slack')).toBe(hueOf('Slack'))
  expect(hueOf('Slack')).toBeLessThan(360)
})
