import type { Connection } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'

/** Which agent used the account last, as far as the hub knows without looking far back. */
export function LastUse({ use }: { use: NonNullable<Connection['last_used']> }) {
  return (
    <>
      Used by {use.key_name ?? use.key_id} <RelativeTime at={use.at} />
    </>
  )
}
