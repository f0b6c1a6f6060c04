import type { Platform } from '@/api/types'
import { ExternalLink } from '@/components/ExternalLink'
import { Fact } from '@/components/Fact'
import { registrationWords } from '@/language/en/registration'
import { inWords } from './platformFilter'

export function PlatformFacts({ platform }: { platform: Platform }) {
  const t = registrationWords()
  return (
    <aside aria-label={t.about} className="panel p-5 text-sm">
      <dl className="space-y-3.5">
        <Fact name={t.category}>{inWords(platform.category)}</Fact>
        <Fact name={t.scopesAsked}>
          {platform.scopes.length === 0 ? (
            t.none
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
        <Fact name={t.refreshTokens}>{platform.rotates_refresh_tokens ? t.rotates : t.stays}</Fact>
        <Fact name="PKCE">{t.pkce[platform.pkce]}</Fact>
        <Fact name={t.confidence}>{t.confidences[platform.confidence]}</Fact>
        {platform.custom && <Fact name={t.origin}>{t.ownFile}</Fact>}
        {platform.notes !== null && <Fact name={t.goodToKnow}>{platform.notes}</Fact>}
        <Fact name={t.documentation}>
          <ExternalLink href={platform.docs_url}>{t.forDevelopers(platform.name)}</ExternalLink>
        </Fact>
      </dl>
    </aside>
  )
}
