import type { PlatformGuide } from '@/api/types'
import { Banner } from '@/components/Banner'
import { CopyField } from '@/components/CopyField'
import { ExternalLink } from '@/components/ExternalLink'
import { registrationWords } from '@/language/en/registration'
import { RedirectChecklist } from './RedirectChecklist'

/** What to do at the platform, with everything that is to be copied. */
export function RegistrationSteps({ guide }: { guide: PlatformGuide }) {
  const t = registrationWords()
  return (
    <section aria-labelledby="steps" className="panel space-y-5 p-5 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="steps" className="text-base font-semibold">
          {t.titles[guide.kind](guide.name)}
        </h2>
        {guide.console_url !== null && <ExternalLink href={guide.console_url}>{t.openPage(guide.name)}</ExternalLink>}
      </div>
      {guide.about !== null && <Banner tone="accent">{guide.about}</Banner>}
      {guide.values.map(({ name, label, value }) => (
        <CopyField key={name} label={name === 'redirect_uri' ? t.exactly(label) : label} value={value} what={t.copyOf(label)} />
      ))}
      <RedirectChecklist checks={guide.redirect_checks} />
      {guide.steps.length > 0 && (
        <ol className="space-y-3">
          {guide.steps.map((step, index) => (
            <li key={step} className="flex gap-3">
              <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-raised text-xs font-semibold text-muted">
                {index + 1}
              </span>
              <span className="min-w-0 break-words">{step}</span>
            </li>
          ))}
        </ol>
      )}
      <GuideVariables guide={guide} />
    </section>
  )
}

function GuideVariables({ guide: { variables } }: { guide: PlatformGuide }) {
  if (variables.length === 0) return null
  const t = registrationWords()
  return (
    <div className="text-sm">
      <h3 className="font-medium">{t.settings}</h3>
      <p className="mt-0.5 text-muted">{t.settingsText}</p>
      <dl className="mt-2 divide-y divide-line rounded-lg border border-line">
        {variables.map(({ name, description, default: usual, value, setting }) => (
          <div key={name} className="px-4 py-2.5">
            <dt>
              <code className="font-mono text-[0.8125rem] break-all">{setting}</code>
            </dt>
            <dd className="text-muted">
              {description ?? name}. {value !== null ? t.itIs(value) : usual !== null ? t.usually(usual) : t.mustBeSet}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
