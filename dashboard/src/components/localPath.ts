/** A path on this very host: "//host" and "/\host" name another one. */
export const isLocalPath = (path: string) => /^\/(?![/\\])/.test(path)
