import type { HistoryEntry } from '@/api/types'
import { connectionWords } from '@/language/en/connection'
import { formatDuration } from '@/time/formatTime'

/** For what a refresh was wanted; a newer hub may have other words, which stand for themselves. */
export function whyWords(why: string) {
  const wanted: Record<string, string> = connectionWords().why
  return wanted[why] ?? why
}

/** How early a refresh came, or how late: what the token before had left. */
export function earlyWords(seconds: number) {
  const { early, late } = connectionWords()
  return seconds >= 0 ? early(formatDuration(seconds * 1000)) : late(formatDuration(-seconds * 1000))
}

/** Why and how early, as a sentence. Null: there is nothing to say. */
export function circumstances({ why, life_left: left }: HistoryEntry) {
  const parts = [why === null ? null : connectionWords().because(whyWords(why)), left === null ? null : earlyWords(left)].filter((part) => part !== null)
  if (parts.length === 0) return null
  const text = parts.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
