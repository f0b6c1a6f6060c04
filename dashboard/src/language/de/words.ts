import type { Catalogue } from '../catalogue'
import { agents } from './agents'
import { audit } from './audit'
import { callback } from './callback'
import { common } from './common'
import { connect } from './connect'
import { connections } from './connections'
import { platforms } from './platforms'
import { registration } from './registration'
import { sessions } from './sessions'
import { shell } from './shell'
import { signIn } from './signIn'

export const words: Catalogue = { agents, audit, callback, common, connect, connections, platforms, registration, sessions, shell, signIn }
