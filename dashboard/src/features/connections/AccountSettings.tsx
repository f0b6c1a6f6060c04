import { useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useId, useState } from 'react'
import type { Connection } from '@/api/types'
import { Button } from '@/components/Button'
import { TextField } from '@/components/FormField'
import { commonWords } from '@/language/en/common'
import { connectionsWords } from '@/language/en/connections'
import { connectionsQuery } from './connectionQueries'
import { useChangeConnection } from './useConnectionActions'

const LONGEST_LABEL = 64

/** What the person says of the account: what they call it, and of several that it is the one that is meant. */
export function AccountSettings({ connection }: { connection: Connection }) {
  const t = connectionsWords()
  const { data: all } = useQuery(connectionsQuery())
  const change = useChangeConnection(connection)
  const [label, setLabel] = useState(connection.label ?? '')
  const hint = useId()
  const others = all?.filter(({ platform, id }) => platform === connection.platform && id !== connection.id) ?? []
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    change.mutate({ label: label.trim() })
  }
  return (
    <section aria-labelledby="yours" className="panel space-y-4 p-5">
      <h2 id="yours" className="text-base font-semibold">
        {t.yourWords}
      </h2>
      <form onSubmit={submit} className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField label={t.label} value={label} onChange={(event) => setLabel(event.target.value)} maxLength={LONGEST_LABEL} placeholder={t.labelExample} autoComplete="off" />
        </div>
        <Button type="submit" busy={change.isPending && change.variables.label !== undefined} disabled={label.trim() === (connection.label ?? '')}>
          {commonWords().save}
        </Button>
      </form>
      {(others.length > 0 || connection.is_default) && (
        <div>
          <label className="flex cursor-pointer gap-3 text-sm font-medium">
            <input
              type="checkbox"
              aria-describedby={hint}
              checked={connection.is_default}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ is_default: event.target.checked })}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            {t.defaultOf(connection.platform_name)}
          </label>
          <p id={hint} className="mt-1 pl-7 text-[0.8125rem] text-muted">
            {t.defaultHint(others.length + 1)}
          </p>
        </div>
      )}
    </section>
  )
}
