import { useQuery } from '@tanstack/react-query'
import { Modal } from '@/components/Modal'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { platformsQuery } from '@/features/platforms/platformQueries'
import { commonWords } from '@/language/en/common'
import { connectWords } from '@/language/en/connect'
import { ConnectGallery } from './ConnectGallery'
import { ConnectPlatform } from './ConnectPlatform'
import { CHOOSE } from './connectSearch'

interface Props {
  /** The platform's id, or {@link CHOOSE}. */
  chosen: string
  onClose: () => void
}

/** From the wish to connect something to the platform's own page: which one, what it is asked for, and what it must know first. */
export function ConnectDialog({ chosen, onClose }: Props) {
  const t = connectWords()
  const { data: platforms, error, refetch } = useQuery(platformsQuery())
  const platform = platforms?.find(({ id, status }) => id === chosen && status === 'ready')
  if (platform) return <ConnectPlatform key={platform.id} platform={platform} onClose={onClose} />
  return (
    <Modal
      title={t.title}
      text={platforms && chosen !== CHOOSE ? t.cannot : t.choose}
      onClose={onClose}
    >
      {platforms ? (
        <ConnectGallery platforms={platforms} />
      ) : (
        <div className="p-5 sm:p-6">{error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <CardSkeletons label={commonWords().loadingPlatforms} count={3} className="grid gap-3" />}</div>
      )}
    </Modal>
  )
}
