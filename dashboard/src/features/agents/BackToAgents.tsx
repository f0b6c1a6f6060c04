import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { buttonStyle } from '@/components/buttonStyle'
import { agentsWords } from '@/language/en/agents'

export const BackToAgents = () => (
  <Link to="/agents" className={buttonStyle({ look: 'quiet', size: 'small' }, '-ml-2.5 mb-3')}>
    <ArrowLeft aria-hidden />
    {agentsWords().title}
  </Link>
)
