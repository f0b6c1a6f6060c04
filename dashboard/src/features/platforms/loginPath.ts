/** Where connecting begins: a navigation of the whole page, because it leads to the platform. */
export const loginPath = (platform: { id: string; questions: readonly unknown[] }) =>
  // With `ask` the hub shows what only the person can say, even where it has a default.
  `/auth/${encodeURIComponent(platform.id)}/login?return_to=/dashboard${platform.questions.length > 0 ? '&ask=1' : ''}`
