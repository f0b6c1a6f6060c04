import { formatAbsolute, formatRelative } from '@/time/formatTime'
import { useNow } from '@/time/clock'

export function RelativeTime({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatAbsolute(at)} className="tabular-nums">
      {formatRelative(at, useNow())}
    </time>
  )
}
