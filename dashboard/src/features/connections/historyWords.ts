import type { HistoryEntry } from '@/api/types'
import { formatDuration } from '@/time/formatTime'

const wanted: Record<string, string> = { due: 'it was due', read: 'a read found it due', asked: 'it was asked for', rejected: 'a 401 was reported' }

/** For what a refresh was wanted; a newer hub may have other words, which stand for themselves. */
export const whyWords = (why: string) => wanted[why] ?? why

/** How early a refresh came, or how late: what the token before had left. */
export const earlyWords = (seconds: number) => (seconds >= 0 ? `with ${formatDuration(seconds * 1000)} of the token’s life left` : `${formatDuration(-seconds * 1000)} after the token had ended`)

/** Why and how early, as a sentence. Null: there is nothing to say. */
export function circumstances({ why, life_left: left }: HistoryEntry) {
  const parts = [why === null ? null : `because ${whyWords(why)}`, left === null ? null : earlyWords(left)].filter((part) => part !== null)
  if (parts.length === 0) return null
  const text = parts.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
