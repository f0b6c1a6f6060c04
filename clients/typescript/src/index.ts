/** Live access tokens from an OAuthHub. */
export { HubError, ReconnectNeededError } from './errors.js'
export { Hub, type HubOptions, type HubRequest, type Whose } from './hub.js'
export type { Resource, Token } from './token.js'
