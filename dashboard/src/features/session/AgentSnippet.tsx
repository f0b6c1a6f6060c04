import { useQuery } from '@tanstack/react-query'
import { CopyField } from '@/components/CopyField'
import { shellWords } from '@/language/en/shell'
import { agentCommand } from './agentCommand'
import { sessionQuery } from './sessionQuery'

export function AgentSnippet({ platform, label }: { platform: string; label: string }) {
  const { data: session } = useQuery(sessionQuery())
  if (!session) return null
  const t = shellWords()
  return (
    <div className="text-left">
      <CopyField label={label} value={agentCommand(session.hub, platform)} what={t.command} />
      {session.hub.agent_key_path === null && (
        <p className="mt-1.5 text-[0.8125rem] text-muted">
          {session.role === 'operator' ? t.keyIsConfigured : t.keyIsYours}
        </p>
      )}
    </div>
  )
}
