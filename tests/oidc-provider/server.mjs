// oidc-provider (a certified OpenID provider) with the options that the tests ask for: PKCE required, refresh tokens rotate,
// revocation on, `iss` in every authorization response. Whoever comes is signed in as ACCOUNT and agrees at once.
// Environment: PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, ACCOUNT, ACCESS_TOKEN_SECONDS.
import { Provider } from 'oidc-provider'

const { PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, ACCOUNT, ACCESS_TOKEN_SECONDS } = process.env
const issuer = `http://127.0.0.1:${PORT}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'picture'] },
  cookies: { keys: ['only-for-tests'] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of oidc-provider`, picture: 'https://example.com/ada.png' }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
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
