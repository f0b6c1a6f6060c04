import { useQuery } from '@tanstack/react-query'
import { CopyField } from '@/components/CopyField'
import { agentCommand } from './agentCommand'
import { sessionQuery } from './sessionQuery'

export function AgentSnippet({ platform, label }: { platform: string; label: string }) {
  const { data: session } = useQuery(sessionQuery())
  if (!session) return null
  return (
    <div className="text-left">
      <CopyField label={label} value={agentCommand(session.hub, platform)} what="the command" />
      {session.hub.agent_key_path === null && (
        <p className="mt-1.5 text-[0.8125rem] text-muted">
          {session.role === 'operator' ? 'The agent key is set in the hub’s configuration; put it into OAUTHHUB_AGENT_KEY.' : 'Put a key of your own, made on the page Agents, into OAUTHHUB_AGENT_KEY.'}
        </p>
      )}
    </div>
  )
}
