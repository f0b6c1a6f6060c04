/** Where connecting begins: a navigation of the whole page, because it leads to the platform. */
export const loginPath = (platform: string) => `/auth/${encodeURIComponent(platform)}/login?return_to=/dashboard`
