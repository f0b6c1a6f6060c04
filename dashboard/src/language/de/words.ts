import type { Catalogue } from '../catalogue'
import { common } from './common'
import { shell } from './shell'

export const words: Catalogue = { common, shell }
