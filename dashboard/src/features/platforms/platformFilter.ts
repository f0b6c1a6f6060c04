import * as z from 'zod/mini'
import type { Platform, PlatformStatus } from '@/api/types'
import { platformsWords } from '@/language/en/platforms'

export const platformSearch = z.object({
  q: z.catch(z.optional(z.string()), undefined),
  category: z.catch(z.optional(z.string()), undefined),
})

export type PlatformFilter = z.infer<typeof platformSearch>

const order: Record<PlatformStatus, number> = { ready: 0, needs_registration: 1, unavailable: 2 }

/** By name, id and category, as the hub calls it and as the reader does. What can be used at once comes first. */
export function filterPlatforms(platforms: Platform[], { q = '', category }: PlatformFilter) {
  const words = q.trim().toLowerCase()
  return platforms
    .filter((platform) => (category === undefined || platform.category === category) && `${platform.name} ${platform.id} ${platform.category} ${inWords(platform.category)}`.toLowerCase().includes(words))
    .sort((a, b) => order[a.status] - order[b.status] || a.name.localeCompare(b.name))
}

export function categoriesOf(platforms: Platform[]) {
  const counts = new Map<string, number>()
  for (const { category } of platforms) counts.set(category, (counts.get(category) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([value, count]) => ({ value, label: inWords(value), count }))
}

/** A category, to be read. */
export const inWords = (id: string) => platformsWords().categories[id] ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll(/[-_]/g, ' ')
