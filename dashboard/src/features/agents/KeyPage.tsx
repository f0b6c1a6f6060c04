import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '@/components/PageHeader'
import { ProblemNotice } from '@/components/ProblemNotice'
import { CardSkeletons } from '@/components/Skeleton'
import { agentsWords } from '@/language/en/agents'
import { BackToAgents } from './BackToAgents'
import { KeyForm } from './KeyForm'
import { keyQuery } from './keyQueries'
import { useChangeKey } from './useKeys'
import { useNames } from './useNames'

/** The limits of a key, to be changed; the key itself stays the same. */
export function KeyPage({ id, onDone }: { id: string; onDone: () => void }) {
  const { data: key, error, refetch } = useQuery(keyQuery(id))
  const change = useChangeKey(id)
  const { names, platformOptions, connectionOptions } = useNames()
  return (
    <>
      <BackToAgents />
      {key && names.me !== '' ? (
        <>
          <PageHeader title={key.name} text={agentsWords().changeText} />
          <KeyForm
            before={key}
            names={names}
            platforms={platformOptions}
            connections={connectionOptions}
            isBusy={change.isPending}
            failure={change.error}
            onSave={(input) => change.mutate(input, { onSuccess: onDone })}
          />
        </>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeletons label={agentsWords().loadingOne} count={2} className="grid gap-4" />
      )}
    </>
  )
}
