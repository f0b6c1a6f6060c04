import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { Platform } from '@/api/types'
import { Button } from '@/components/Button'
import { buttonStyle } from '@/components/buttonStyle'
import { TextField } from '@/components/FormField'
import { Modal } from '@/components/Modal'
import { connectWords } from '@/language/en/connect'
import { connectPath } from './connectPath'
import { CHOOSE } from './connectSearch'
import { leave } from './leave'
import { findMistakes, firstAnswers } from './questionForm'
import { ScopeChoices } from './ScopeChoices'
import { useReturnPath } from './useReturnPath'

/** The last step on this side: what is asked of the person, and what is asked for in their name. */
export function ConnectPlatform({ platform, onClose }: { platform: Platform; onClose: () => void }) {
  const { id, name, questions, scope_offers: offers } = platform
  const t = connectWords()
  const returnTo = useReturnPath()
  const [scopes, setScopes] = useState(() => offers.filter(({ optional, usual }) => optional && usual).map(({ scope }) => scope))
  const [answers, setAnswers] = useState(() => firstAnswers(questions))
  const [mistakes, setMistakes] = useState<Record<string, string>>({})
  const [isLeaving, setLeaving] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  // Back from the platform by the browser's own button, the page is as it was left.
  useEffect(() => {
    const stay = () => setLeaving(false)
    window.addEventListener('pageshow', stay)
    return () => window.removeEventListener('pageshow', stay)
  }, [])

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = findMistakes(questions, answers)
    setMistakes(found)
    const first = questions.find((question) => found[question.name] !== undefined)
    if (first) return form.current?.querySelector<HTMLInputElement>(`[name="${first.name}"]`)?.focus()
    setLeaving(true)
    leave(connectPath({ platform: id, returnTo, answers, scopes: offers.some(({ optional }) => optional) ? scopes : undefined }))
  }

  return (
    <Modal title={t.connect(name)} text={t.how(name)} onClose={onClose}>
      <form ref={form} noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
        <div className="min-h-0 flex-1 space-y-6 overflow-y-auto px-5 py-5 sm:px-6">
          {questions.length > 0 && (
            <div className="space-y-4">
              {questions.map((question) => (
                <TextField
                  key={question.name}
                  name={question.name}
                  label={question.description ?? question.name}
                  value={answers[question.name] ?? ''}
                  error={mistakes[question.name]}
                  onChange={(event) => setAnswers({ ...answers, [question.name]: event.target.value })}
                  maxLength={255}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                />
              ))}
            </div>
          )}
          <section aria-labelledby="asks-for">
            <h3 id="asks-for" className="mb-3 text-sm font-semibold">
              {t.ability}
            </h3>
            <ScopeChoices offers={offers} chosen={scopes} onChange={setScopes} />
          </section>
        </div>
        <footer className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-5 py-4 sm:px-6">
          <Link to="." search={(previous) => ({ ...previous, connect: CHOOSE })} replace className={buttonStyle({ look: 'quiet' }, '-ml-2.5')}>
            <ArrowLeft aria-hidden />
            {t.otherPlatforms}
          </Link>
          <Button type="submit" look="primary" busy={isLeaving} disabled={offers.length > 0 && scopes.length === 0 && offers.every(({ optional }) => optional)}>
            {isLeaving ? t.opening(name) : t.continueTo(name)}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}
