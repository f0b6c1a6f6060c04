/** The first word of each resource's keys: forgetting it forgets the list and every single one. */
export const queryKeys = {
  session: ['session'],
  sessions: ['sessions'],
  signInWays: ['signInWays'],
  platforms: ['platforms'],
  connections: ['connections'],
  keys: ['keys'],
  audit: ['audit'],
  webhooks: ['webhooks'],
  health: ['health'],
} as const
