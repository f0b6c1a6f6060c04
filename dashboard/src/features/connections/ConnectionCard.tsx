import { Link } from '@tanstack/react-router'
import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { LetterLogo } from '@/components/LetterLogo'
import { connectionsWords } from '@/language/en/connections'
import { ConnectionButtons } from './ConnectionButtons'
import { LastUse } from './LastUse'
import { StatePill } from './StatePill'
import { TokenLife } from './TokenLife'
import { Trouble } from './Trouble'

interface Props {
  connection: Connection
  onDisconnect: (connection: Connection) => void
}

export function ConnectionCard({ connection, onDisconnect }: Props) {
  const t = connectionsWords()
  const { id, platform_name: platform, account, label, state, is_default: isDefault, last_used: lastUse } = connection
  return (
    <article aria-label={`${platform}, ${account.name}`} className="panel flex flex-col gap-4 p-4 sm:p-5">
      <div className="flex items-start gap-3">
        <LetterLogo name={platform} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate leading-tight font-semibold">{platform}</h2>
          <p className="line-clamp-2 text-[0.8125rem] wrap-anywhere text-muted">
            {account.name}
            {label !== null && ` · ${label}`}
            {isDefault && ` · ${t.default}`}
          </p>
        </div>
        <StatePill state={state} />
      </div>
      {lastUse !== null && (
        <p className="-mt-2 truncate text-[0.8125rem] text-muted">
          <LastUse use={lastUse} />
        </p>
      )}
      <Trouble connection={connection} />
      <div className="mt-auto space-y-4">
        {state !== 'revoking' && <TokenLife connection={connection} />}
        <div className="-mb-1.5 flex flex-wrap items-center gap-1 border-t border-line pt-3">
          <ConnectionButtons connection={connection} onDisconnect={onDisconnect} />
          <Link to="/connections/$id" params={{ id }} className={buttonStyle({ look: 'quiet', size: 'small' }, '-mr-2.5 ml-auto')}>
            {t.details}
            <span className="sr-only">{t.detailsOf(platform, account.name)}</span>
          </Link>
        </div>
      </div>
    </article>
  )
}
