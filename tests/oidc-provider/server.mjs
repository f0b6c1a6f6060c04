// oidc-provider (a certified OpenID provider) with the options that the tests ask for: PKCE required, refresh tokens rotate,
// revocation on, `iss` in every authorization response. Whoever comes is signed in as ACCOUNT and agrees at once.
// Environment: PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, ACCOUNT, ACCESS_TOKEN_SECONDS. With CLIENT_JWK, the client's public key, everything
// modern is demanded: a signed assertion in place of the secret, pushed requests, tokens bound by DPoP with the server's nonces, id tokens by ES256.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider } from 'oidc-provider'

const { PORT, CLIENT_ID, CLIENT_SECRET, CLIENT_JWK, REDIRECT_URI, ACCOUNT, ACCESS_TOKEN_SECONDS } = process.env
const issuer = `http://127.0.0.1:${PORT}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT_ID,
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(CLIENT_JWK
        ? {
            token_endpoint_auth_method: 'private_key_jwt',
            token_endpoint_auth_signing_alg: 'ES256',
            jwks: { keys: [JSON.parse(CLIENT_JWK)] },
            dpop_bound_access_tokens: true,
            id_token_signed_response_alg: 'ES256',
          }
        : { token_endpoint_auth_method: 'client_secret_basic', client_secret: CLIENT_SECRET }),
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'picture'] },
  cookies: { keys: ['only-for-tests'] },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    ...(CLIENT_JWK && {
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    }),
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of oidc-provider`, picture: 'https://example.com/ada.png' }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ...(CLIENT_JWK && { jwks: { keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'ES256' }] } }),
  pkce: { required: () => true },
  rotateRefreshToken: true,
  scopes: ['openid', 'offline_access'],
  ttl: { AccessToken: Number(ACCESS_TOKEN_SECONDS), AuthorizationCode: 60, IdToken: 600, RefreshToken: 3600, Grant: 3600, Interaction: 600, Session: 3600 },
})

provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next()
  const { prompt, params, session } = await provider.interactionDetails(context.req, context.res)
  context.respond = false // interactionFinished answers
  if (prompt.name === 'login') {
    await provider.interactionFinished(context.req, context.res, { login: { accountId: ACCOUNT } }, { mergeWithLastSubmission: false })
    return
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  await provider.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
})

provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
