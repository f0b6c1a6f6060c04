import type { Connection } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'
import { connectionsWords } from '@/language/en/connections'

/** Which agent used the account last, as far as the hub knows without looking far back. */
export function LastUse({ use }: { use: NonNullable<Connection['last_used']> }) {
  return (
    <>
      {connectionsWords().usedBy(use.key_name ?? use.key_id)} <RelativeTime at={use.at} />
    </>
  )
}
