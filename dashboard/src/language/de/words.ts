import type { Catalogue } from '../catalogue'
import { callback } from './callback'
import { common } from './common'
import { connect } from './connect'
import { connections } from './connections'
import { sessions } from './sessions'
import { shell } from './shell'
import { signIn } from './signIn'

export const words: Catalogue = { callback, common, connect, connections, sessions, shell, signIn }
