import { Check } from 'lucide-react'
import type { ScopeOffer } from '@/api/types'
import { connectWords } from '@/language/en/connect'

interface Props {
  offers: ScopeOffer[]
  /** The optional ones that are wanted. */
  chosen: string[]
  onChange: (chosen: string[]) => void
}

/** What agents will be able to do, in words, with the platform's own word beside it; what can be left out has a box. */
export function ScopeChoices({ offers, chosen, onChange }: Props) {
  const t = connectWords()
  const always = offers.filter(({ optional }) => !optional)
  const optional = offers.filter((offer) => offer.optional)
  if (offers.length === 0) return <p className="text-muted">{t.platformDecides}</p>
  const toggle = (scope: string, isWanted: boolean) => onChange(isWanted ? [...chosen, scope] : chosen.filter((one) => one !== scope))
  return (
    <div className="space-y-4">
      {always.length > 0 && (
        <ul aria-label={t.always} className="space-y-2">
          {always.map((offer) => (
            <li key={offer.scope} className="flex gap-3">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
              <Words offer={offer} />
            </li>
          ))}
        </ul>
      )}
      {optional.length > 0 && (
        <fieldset className="space-y-2">
          <legend className="mb-2 text-[0.8125rem] font-medium text-muted">{t.yourChoice}</legend>
          {optional.map((offer) => (
            <label key={offer.scope} className="flex cursor-pointer gap-3">
              <input type="checkbox" checked={chosen.includes(offer.scope)} onChange={(event) => toggle(offer.scope, event.target.checked)} className="mt-0.5 size-4 shrink-0 accent-accent" />
              <Words offer={offer} />
            </label>
          ))}
        </fieldset>
      )}
    </div>
  )
}

function Words({ offer: { scope, words } }: { offer: ScopeOffer }) {
  if (words === null) return <code className="min-w-0 font-mono text-[0.8125rem]">{scope}</code>
  return (
    <span className="min-w-0">
      {words} <code className="font-mono text-xs text-muted">{scope}</code>
    </span>
  )
}
