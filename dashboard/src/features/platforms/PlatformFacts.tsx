import type { Platform } from '@/api/types'
import { ExternalLink } from '@/components/ExternalLink'
import { Fact } from '@/components/Fact'
import { inWords } from './platformFilter'

const pkceInWords: Record<Platform['pkce'], string> = { required: 'Required, used', supported: 'Used', none: 'Not supported' }
const confidenceInWords: Record<Platform['confidence'], string> = {
  high: 'High: checked against the documentation',
  medium: 'Medium: parts are not documented',
  low: 'Low: expect surprises',
}

export function PlatformFacts({ platform }: { platform: Platform }) {
  return (
    <aside aria-label="About this platform" className="panel p-5 text-sm">
      <dl className="space-y-3.5">
        <Fact name="Category">{inWords(platform.category)}</Fact>
        <Fact name="Scopes asked for">
          {platform.scopes.length === 0 ? (
            'None'
          ) : (
            <ul className="mt-1 flex flex-wrap gap-1">
              {platform.scopes.map((scope) => (
                <li key={scope} className="rounded-md bg-raised px-1.5 py-0.5 font-mono text-xs break-all">
                  {scope}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Refresh tokens">{platform.rotates_refresh_tokens ? 'Change with every refresh' : 'Stay the same'}</Fact>
        <Fact name="PKCE">{pkceInWords[platform.pkce]}</Fact>
        <Fact name="Confidence of this entry">{confidenceInWords[platform.confidence]}</Fact>
        {platform.custom && <Fact name="Origin">Your own file in the hub’s data folder</Fact>}
        {platform.notes !== null && <Fact name="Good to know">{platform.notes}</Fact>}
        <Fact name="Documentation">
          <ExternalLink href={platform.docs_url}>{platform.name} for developers</ExternalLink>
        </Fact>
      </dl>
    </aside>
  )
}
