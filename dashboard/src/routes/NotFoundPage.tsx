import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'

export function NotFoundPage() {
  return (
    <EmptyState icon={Compass} title="There is no such page" text="The address may be mistyped, or the page has moved.">
      <title>Not found · OAuthHub</title>
      <Link to="/" className={buttonStyle()}>
        Go to your connections
      </Link>
    </EmptyState>
  )
}
