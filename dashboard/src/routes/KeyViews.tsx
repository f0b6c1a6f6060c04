import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { KeyPage } from '@/features/agents/KeyPage'
import { NewKeyPage } from '@/features/agents/NewKeyPage'

const keyRoute = getRouteApi('/agents/$id')

export function NewKeyView() {
  const navigate = useNavigate()
  return <NewKeyPage onDone={() => void navigate({ to: '/agents' })} />
}

export function KeyView() {
  const { id } = keyRoute.useParams()
  const navigate = useNavigate()
  return <KeyPage key={id} id={id} onDone={() => void navigate({ to: '/agents' })} />
}
