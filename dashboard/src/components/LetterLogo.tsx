import type { CSSProperties } from 'react'

const sizes = { small: 'size-7 rounded-md text-xs', medium: 'size-10 rounded-lg text-sm', large: 'size-14 rounded-xl text-xl' }

/** A drawn logo: pictures of other hosts do not load under the hub's content security policy, and would tell them who looks. */
export function LetterLogo({ name, size = 'medium', round = false }: { name: string; size?: keyof typeof sizes; round?: boolean }) {
  return (
    <span aria-hidden style={{ '--hue': hueOf(name) } as CSSProperties} className={`letter-logo grid shrink-0 place-items-center font-semibold select-none ${sizes[size]} ${round ? 'rounded-full!' : ''}`}>
      {lettersOf(name)}
    </span>
  )
}

export function lettersOf(name: string) {
  const words = name.match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+(?!\p{Ll})|\p{L}+/gu) ?? []
  const [first = '?', second] = words
  return (second === undefined ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1)).toUpperCase()
}

export function hueOf(name: string) {
  let hash = 7
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003
  return hash % 360
}
