import { useContact } from '@/api/contact'
import { NotReadYet } from './Offline'

export const Skeleton = ({ className = '' }: { className?: string }) => <div className={`animate-pulse rounded-md bg-raised ${className}`} />

/** A grid of cards to come; without a network, that they come later. */
export function CardSkeletons({ label, count = 6, className }: { label: string; count?: number; className: string }) {
  if (useContact() === 'offline') return <NotReadYet />
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      <div aria-hidden className={className}>
        {Array.from({ length: count }, (_, index) => (
          <div key={index} className="panel space-y-4 p-5">
            <div className="flex items-center gap-3">
              <Skeleton className="size-10 rounded-lg" />
              <div className="flex-1 space-y-2">
                <Skeleton className="h-3.5 w-1/2" />
                <Skeleton className="h-3 w-1/3" />
              </div>
            </div>
            <Skeleton className="h-1.5 w-full" />
            <Skeleton className="h-3 w-2/3" />
          </div>
        ))}
      </div>
    </div>
  )
}
