import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { MadeKey } from '@/api/types'
import { Banner } from '@/components/Banner'
import { Button } from '@/components/Button'
import { CopyField } from '@/components/CopyField'
import { Dialog } from '@/components/Dialog'
import type { Option } from '@/components/SelectField'
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
        The key of {grant.name}
      </h1>
      <div className="space-y-6">
        <section aria-label="The key" className="panel space-y-4 p-5 sm:p-6">
          <Banner tone="warn" title="This is the only time that you see it.">
            The hub keeps no more than its fingerprint. Put the key where your program finds it, and nowhere else.
          </Banner>
          <CopyField label="Key" value={key} what="the key" onCopied={keep} />
          <p className="text-sm text-muted">{limitsInWords(grant, names)}</p>
          <Button
            look="primary"
            className="max-sm:w-full"
            onClick={() => {
              keep()
              onDone()
            }}
          >
            I have stored it
          </Button>
        </section>
        <Snippets platforms={platforms} platform={platform} made={key} onCopied={keep} />
      </div>
      <Dialog
        open={blocker.status === 'blocked'}
        onClose={() => blocker.reset?.()}
        title="Leave without the key?"
        description={<p>It has not been copied, and it is never shown again. Without it the key of {grant.name} is of no use: you would revoke it and make another.</p>}
        cancel="Stay here"
      >
        <Button look="danger" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
      </Dialog>
    </>
  )
}
