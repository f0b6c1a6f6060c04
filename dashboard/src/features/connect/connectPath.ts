const LONGEST_RETURN = 512

/** Where the person comes back to: the page they are on. The hub takes plain paths of the dashboard only; what it would refuse is left out. */
export function returnPath(href: string) {
  const path = href.replace(/#.*$/, '').replace(/^\/dashboard\/(?=$|\?)/, '/dashboard')
  const isPlain = (text: string) => /^[!-~]*$/.test(text) && !/[\\%#]|\/\/|\.\./.test(text) && text.length <= LONGEST_RETURN
  if (!/^\/dashboard(?=$|[/?])/.test(path)) return '/dashboard'
  if (isPlain(path)) return path
  const [pathOnly = ''] = path.split('?')
  return isPlain(pathOnly) ? pathOnly : '/dashboard'
}

interface Choice {
  platform: string
  returnTo: string
  /** The optional scopes that were chosen; undefined: the usual ones are asked for. */
  scopes?: string[] | undefined
  /** What the person answered, by question. */
  answers?: Record<string, string>
}

/** Where the browser goes to begin: the hub, which sends it on to the platform. */
export function connectPath({ platform, returnTo, scopes, answers = {} }: Choice) {
  const query = new URLSearchParams({ return_to: returnTo, ...answers, ...(scopes === undefined ? {} : { scopes: scopes.join(' ') }) })
  return `/auth/${encodeURIComponent(platform)}/login?${query.toString()}`
}

/** The hub's own link to reconnect, ending where the person is now. */
export function reconnectPath(url: string, returnTo: string) {
  const [path = '', query] = url.split('?')
  const words = new URLSearchParams(query)
  words.set('return_to', returnTo)
  return `${path}?${words.toString()}`
}
