import type { Connection } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'

/** Which agent used the account last, as far as the hub saw since it started. */
export function LastUse({ use }: { use: Connection['last_used'] }) {
  if (use === null) return <>No agent has used it since the hub started</>
  return (
    <>
      Used by {use.key_name ?? use.key_id} <RelativeTime at={use.at} />
    </>
  )
}
