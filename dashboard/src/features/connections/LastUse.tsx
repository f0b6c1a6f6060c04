import type { Connection } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'
import { connectionsWords } from '@/language/en/connections'

/** Which agent used the account last, as far as the hub saw since it started. */
export function LastUse({ use }: { use: Connection['last_used'] }) {
  if (use === null) return <>{connectionsWords().neverUsed}</>
  return (
    <>
      {connectionsWords().usedBy(use.key_name ?? use.key_id)} <RelativeTime at={use.at} />
    </>
  )
}
