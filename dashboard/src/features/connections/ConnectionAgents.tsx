import { Link } from '@tanstack/react-router'
import type { Connection } from '@/api/types'
import { buttonStyle } from '@/components/buttonStyle'
import { RelativeTime } from '@/components/RelativeTime'
import { connectionWords } from '@/language/en/connection'

/** Which agents use the account, each with its last use. */
export function ConnectionAgents({ connection: { id, agents } }: { connection: Connection }) {
  const t = connectionWords()
  return (
    <section aria-labelledby="agents" className="panel p-5 text-sm">
      <h2 id="agents" className="mb-3 text-base font-semibold">
        {t.agents}
      </h2>
      {!agents?.length ? (
        <p className="text-muted">{t.noAgents}</p>
      ) : (
        <ul className="space-y-2">
          {agents.map(({ key_id: key, key_name: name, at }) => (
            <li key={key} className="flex flex-wrap justify-between gap-x-3">
              <Link to="/activity" search={{ who: key, connection: id }} className="min-w-0 font-medium hover:underline">
                {name ?? key}
              </Link>
              <span className="text-muted">
                <RelativeTime at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Link to="/activity" search={{ connection: id }} className={buttonStyle({ look: 'quiet', size: 'small' }, '-mb-1.5 -ml-2.5 mt-3')}>
        {t.allActivity}<span className="sr-only">{t.ofThisAccount}</span>
      </Link>
    </section>
  )
}
