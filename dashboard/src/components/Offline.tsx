import { WifiOff } from 'lucide-react'
import { lastHeard, useContact } from '@/api/contact'
import { formatMoment } from '@/time/formatTime'
import { Banner } from './Banner'
import { EmptyState } from './EmptyState'

const titles = { offline: 'You are offline.', lost: 'The hub does not answer now.' }

/** Above every page while the hub is out of reach: what is shown stays, and is as old as it says. */
export function OfflineBanner() {
  const contact = useContact()
  if (contact === 'good') return null
  return (
    <div className="mb-4">
      <Banner tone="warn" live="status" title={titles[contact]}>
        What you see is from {formatMoment(lastHeard())}. It is brought up to date by itself.
      </Banner>
    </div>
  )
}

/** In place of what was not read before the network went. It comes by itself when the network does. */
export const NotReadYet = () => <EmptyState icon={WifiOff} title="Not here yet" text="This was not read before the network went. It appears as soon as there is one again; you need not reload the page." />
