import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { CopyButton } from '@/components/CopyButton'
import { type Option, SelectField } from '@/components/SelectField'
import { sessionQuery } from '@/features/session/sessionQuery'
import { agentsWords } from '@/language/en/agents'
import { PLACEHOLDER, snippets } from './snippets'

interface Props {
  platforms: Option[]
  /** What is shown at first. */
  platform: string | undefined
  /** The key that was just made. */
  made?: string
  onCopied?: () => void
}

/** What to paste into a program that has a key. */
export function Snippets({ platforms, platform, made, onCopied }: Props) {
  const { data: session } = useQuery(sessionQuery())
  const [chosen, setChosen] = useState<string>()
  if (!session) return null
  const t = agentsWords()
  const shown = chosen ?? platform ?? platforms[0]?.value ?? 'PLATFORM'
  const all = snippets({ url: session.hub.public_url, platform: shown, key: made ?? PLACEHOLDER })
  return (
    <section aria-labelledby="snippets" className="panel p-5 sm:p-6">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="snippets" className="text-base font-semibold">
            {t.useIt}
          </h2>
          <p className="mt-1 text-sm text-muted">{made === undefined ? t.putKey(PLACEHOLDER) : t.keyIsIn}</p>
        </div>
        <div className="w-full sm:w-52">
          <SelectField label={t.forWhich} none="PLATFORM" value={shown} options={platforms} onChange={setChosen} />
        </div>
      </div>
      <Tabs.Root defaultValue="curl">
        <Tabs.List aria-label={t.language} className="-mx-1 flex gap-1 overflow-x-auto px-1 py-1 [scrollbar-width:none]">
          {all.map(({ name }) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="h-7 shrink-0 rounded-full px-3 text-[0.8125rem] font-medium text-muted transition-colors hover:bg-raised hover:text-ink data-[state=active]:bg-accent-soft data-[state=active]:text-accent"
            >
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {all.map(({ name, about, text }) => (
          <Tabs.Content key={name} value={name} className="mt-2">
            <div className="flex items-start gap-2 max-sm:flex-col rounded-lg border border-line bg-raised p-2 pl-3">
              <pre className="min-w-0 flex-1 overflow-x-auto py-1 font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap">{text}</pre>
              <CopyButton text={text} what={t.copyOfExample(name)} onCopied={onCopied} />
            </div>
            <p className="mt-2 text-[0.8125rem] text-muted">{about}</p>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </section>
  )
}
