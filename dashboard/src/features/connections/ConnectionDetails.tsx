import type { Connection } from '@/api/types'
import { Avatar } from '@/components/Avatar'
import { LetterLogo } from '@/components/LetterLogo'
import { AgentSnippet } from '@/features/session/AgentSnippet'
import { connectionWords } from '@/language/en/connection'
import { AccountSettings } from './AccountSettings'
import { ConnectionAgents } from './ConnectionAgents'
import { ConnectionButtons } from './ConnectionButtons'
import { ConnectionFacts } from './ConnectionFacts'
import { History } from './History'
import { StatePill } from './StatePill'
import { TokenLife } from './TokenLife'
import { TokenTimelineChart } from './TokenTimelineChart'
import { Trouble } from './Trouble'

interface Props {
  connection: Connection
  onDisconnect: (connection: Connection) => void
}

export function ConnectionDetails({ connection, onDisconnect }: Props) {
  const t = connectionWords()
  const { platform, platform_name: name, account, label, state } = connection
  return (
    <>
      <title>{`${name}, ${account.name} · OAuthHub`}</title>
      <header className="mb-6 flex flex-wrap items-center gap-4">
        <LetterLogo name={name} size="large" />
        <div className="min-w-0 flex-1 basis-52">
          <h1 className="text-2xl font-semibold">{name}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted">
            <Avatar name={account.name} url={account.avatar_url} />
            {account.name}
            {label !== null && ` · ${label}`}
            <StatePill state={state} />
          </p>
        </div>
        <div className="flex flex-wrap gap-1">
          <ConnectionButtons connection={connection} onDisconnect={onDisconnect} />
        </div>
      </header>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="min-w-0 space-y-5">
          <section aria-labelledby="token" className="panel space-y-5 p-5 sm:p-6">
            <h2 id="token" className="text-base font-semibold">
              {t.token}
            </h2>
            <Trouble connection={connection} />
            <TokenLife connection={connection} />
            <AgentSnippet platform={platform} label={t.howToGet} />
          </section>
          <TokenTimelineChart connection={connection} />
          <section aria-labelledby="history" className="panel p-5 sm:p-6">
            <h2 id="history" className="mb-4 text-base font-semibold">
              {t.history}
            </h2>
            <History entries={connection.history ?? []} />
          </section>
        </div>
        <div className="space-y-5">
          <AccountSettings connection={connection} />
          <ConnectionAgents connection={connection} />
          <ConnectionFacts connection={connection} />
        </div>
      </div>
    </>
  )
}
