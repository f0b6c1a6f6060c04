import { WifiOff } from 'lucide-react'
import { lastHeard, useContact } from '@/api/contact'
import { commonWords } from '@/language/en/common'
import { formatMoment } from '@/time/formatTime'
import { Banner } from './Banner'
import { EmptyState } from './EmptyState'

/** Above every page while the hub is out of reach: what is shown stays, and is as old as it says. */
export function OfflineBanner() {
  const contact = useContact()
  if (contact === 'good') return null
  const t = commonWords()
  return (
    <div className="mb-4">
      <Banner tone="warn" live="status" title={t.outOfReach[contact]}>
        {t.seenFrom(formatMoment(lastHeard()))}
      </Banner>
    </div>
  )
}

/** In place of what was not read before the network went. It comes by itself when the network does. */
export const NotReadYet = () => <EmptyState icon={WifiOff} title={commonWords().notReadYet} text={commonWords().notReadYetText} />
