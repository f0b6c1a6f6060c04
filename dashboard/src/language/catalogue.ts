import type { CommonWords } from './en/common'
import type { ShellWords } from './en/shell'

/**
 * What a language has to say: the keys and types are those of English. To add a language, copy the folder `de`,
 * translate it (the compiler says what is missing), and name it in language.ts.
 */
export interface Catalogue {
  common: CommonWords
  shell: ShellWords
}
