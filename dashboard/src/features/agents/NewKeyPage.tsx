import { PageHeader } from '@/components/PageHeader'
import { agentsWords } from '@/language/en/agents'
import { BackToAgents } from './BackToAgents'
import { KeyForm } from './KeyForm'
import { MadeKeyPanel } from './MadeKeyPanel'
import { useMakeKey } from './useKeys'
import { useNames } from './useNames'

/** @param props.onDone The key was made and is stored elsewhere. */
export function NewKeyPage({ onDone }: { onDone: () => void }) {
  const make = useMakeKey()
  const { names, platformOptions, connectionOptions, used } = useNames()
  if (make.data) return <MadeKeyPanel made={make.data} names={names} platforms={platformOptions} platform={make.data.grant.platforms[0] ?? used[0]} onDone={onDone} />
  return (
    <>
      <BackToAgents />
      <PageHeader title={agentsWords().makeKey} text={agentsWords().newText} />
      {names.me !== '' && <KeyForm names={names} platforms={platformOptions} connections={connectionOptions} isBusy={make.isPending} failure={make.error} onSave={(input) => make.mutate(input)} />}
    </>
  )
}
