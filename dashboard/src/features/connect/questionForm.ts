import type { PlatformQuestion } from '@/api/types'
import { connectWords } from '@/language/en/connect'

export const firstAnswers = (questions: PlatformQuestion[]) => Object.fromEntries(questions.map(({ name, default: usual }) => [name, usual ?? '']))

/** What cannot be sent yet, by question. The hub itself checks again, and knows more. */
export function findMistakes(questions: PlatformQuestion[], answers: Record<string, string>) {
  const mistakes = questions.map(({ name, description, pattern }) => {
    const answer = (answers[name] ?? '').trim()
    if (answer === '') return [name, connectWords().needed] as const
    return [name, matches(pattern, answer) ? undefined : connectWords().cannotBeRight(description ?? name)] as const
  })
  return Object.fromEntries(mistakes.filter((mistake): mistake is readonly [string, string] => mistake[1] !== undefined))
}

/** Patterns are written for .NET; one that this browser does not read is left to the hub. */
function matches(pattern: string | null, answer: string) {
  if (pattern === null) return true
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(answer)
  } catch {
    return true
  }
}
