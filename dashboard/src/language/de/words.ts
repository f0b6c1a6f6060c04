import type { Catalogue } from '../catalogue'
import { common } from './common'
import { sessions } from './sessions'
import { shell } from './shell'
import { signIn } from './signIn'

export const words: Catalogue = { common, sessions, shell, signIn }
