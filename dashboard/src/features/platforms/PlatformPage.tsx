import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { Platform } from '@/api/types'
import { Banner } from '@/components/Banner'
import { buttonStyle } from '@/components/buttonStyle'
import { LetterLogo } from '@/components/LetterLogo'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { connectTo } from '@/features/connect/connectSearch'
import { PlatformHealth } from '@/features/health/PlatformHealth'
import { useIsOperator } from '@/features/session/useIsOperator'
import { platformsWords } from '@/language/en/platforms'
import { registrationWords } from '@/language/en/registration'
import { PlatformFacts } from './PlatformFacts'
import { platformQuery } from './platformQueries'
import { PlatformSetup } from './PlatformSetup'
import { StatusPill } from './PlatformTile'

export function PlatformPage({ id }: { id: string }) {
  const { data: platform, error, refetch } = useQuery(platformQuery(id))
  return (
    <>
      <Link to="/platforms" className={buttonStyle({ look: 'quiet', size: 'small' }, '-ml-2.5 mb-3')}>
        <ArrowLeft aria-hidden />
        {platformsWords().title}
      </Link>
      {platform ? (
        <Details platform={platform} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={registrationWords().loading} count={2} className="grid gap-4" />
      )}
    </>
  )
}

function Details({ platform }: { platform: Platform }) {
  const t = registrationWords()
  const isOperator = useIsOperator()
  return (
    <>
      <title>{`${platform.name} · OAuthHub`}</title>
      <header className="mb-6 flex flex-wrap items-center gap-4">
        <LetterLogo name={platform.name} size="large" />
        <div className="mr-auto">
          <h1 className="mb-1 text-2xl font-semibold">{platform.name}</h1>
          <StatusPill platform={platform} />
        </div>
        {platform.status === 'ready' && (
          <Link to="." search={connectTo(platform.id)} className={buttonStyle({ look: 'primary' }, 'max-sm:w-full')}>
            {t.connect(platform.name)}
          </Link>
        )}
      </header>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        {platform.status === 'unavailable' ? (
          <Banner tone="warn" title={t.cannotConnect(platform.name)}>
            {platform.unavailable_reason ?? t.noOAuth}
          </Banner>
        ) : isOperator ? (
          <div className="min-w-0 space-y-5">
            {platform.status === 'ready' && <PlatformHealth id={platform.id} name={platform.name} />}
            <PlatformSetup platform={platform} />
          </div>
        ) : (
          <Banner tone={platform.status === 'ready' ? 'good' : 'accent'} title={platform.status === 'ready' ? t.isSetUp(platform.name) : t.isNotSetUp(platform.name)}>
            {t.operatorLooks}
          </Banner>
        )}
        <PlatformFacts platform={platform} />
      </div>
    </>
  )
}
