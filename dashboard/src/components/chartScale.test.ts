import { expect, it } from 'vitest'
import { heightOf, inSeconds, roundSeconds, roundTop, runs } from './chartScale'

it.each([[[], 1], [[0, null], 1], [[1], 1], [[3], 5], [[7, 12], 20], [[51], 100], [[100], 100]])('the top over %j is %d', (values, top) => expect(roundTop(values)).toBe(top))

it.each([[[], 0.1], [[0.25], 0.5], [[45], 60], [[3000], 3600], [[200_000], 259_200]])('the top over %j seconds is %d', (values, top) => expect(roundSeconds(values)).toBe(top))

it('a value beyond the scale does not leave it', () => {
  expect([heightOf(-1, 10), heightOf(5, 10), heightOf(20, 10)]).toEqual([0, 0.5, 1])
})

it('a line breaks where nothing was measured; one point is a run of its own', () => {
  expect(runs([])).toEqual([])
  expect(runs([null, 4, null])).toEqual([[{ index: 1, value: 4 }]])
  expect(runs([1, 2, null, 0])).toEqual([[{ index: 0, value: 1 }, { index: 1, value: 2 }], [{ index: 3, value: 0 }]])
})

it.each([[0, '0 s'], [0.253, '0.25 s'], [12, '12 s'], [60, '1 m'], [3000, '50 m'], [5400, '1 h 30 m'], [86_400, '1 d'], [90_061, '1 d 1 h']])('%d seconds are %s', (seconds, text) => expect(inSeconds(seconds)).toBe(text))
