import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { MadeKey } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { CopyField } from '@/components/CopyField'
import { Dialog } from '@/components/Dialog'
import type { Option } from '@/components/SelectField'
import { commonWords } from '@/language/en/common'
import { agentsWords } from '@/language/en/agents'
import { limitsInWords, type Names } from './limitsInWords'
import { Snippets } from './Snippets'

interface Props {
  made: MadeKey
  names: Names
  platforms: Option[]
  platform: string | undefined
  onDone: () => void
}

/** The one time that a key is seen. Whoever leaves without having copied it is asked first. */
export function MadeKeyPanel({ made: { key, grant }, names, platforms, platform, onDone }: Props) {
  const t = agentsWords()
  const isKept = useRef(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const blocker = useBlocker({ shouldBlockFn: () => !isKept.current, enableBeforeUnload: () => !isKept.current, withResolver: true })

  // The form is gone, and with it the focus and the place on the page.
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])

  const keep = () => {
    isKept.current = true
  }
  return (
    <>
      <title>{`${grant.name} · OAuthHub`}</title>
      <h1 ref={heading} tabIndex={-1} className="mb-5 text-2xl font-semibold outline-none">
        {t.keyOf(grant.name)}
      </h1>
      <div className="space-y-6">
        <section aria-label={t.theKey} className="panel space-y-4 p-5 sm:p-6">
          <Banner tone="warn" title={t.onlyTime}>
            {t.onlyTimeText}
          </Banner>
          <CopyField label={t.key} value={key} what={t.copyOfKey} onCopied={keep} />
          <p className="text-sm text-muted">{limitsInWords(grant, names)}</p>
          <Button
            look="primary"
            className="max-sm:w-full"
            onClick={() => {
              keep()
              onDone()
            }}
          >
            {commonWords().storedIt}
          </Button>
        </section>
        <Snippets platforms={platforms} platform={platform} made={key} onCopied={keep} />
      </div>
      <Dialog
        open={blocker.status === 'blocked'}
        onClose={() => blocker.reset?.()}
        title={t.leaveWithout}
        description={<p>{t.leaveText(grant.name)}</p>}
        cancel={t.stay}
      >
        <Button look="danger" onClick={() => blocker.proceed?.()}>
          {t.leave}
        </Button>
      </Dialog>
    </>
  )
}
