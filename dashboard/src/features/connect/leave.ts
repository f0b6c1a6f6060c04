/** Leads away from the app, to the hub's own routes. */
export const leave = (path: string) => window.location.assign(path)
