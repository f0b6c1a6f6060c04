import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonStyle } from '@/components/buttonStyle'
import { EmptyState } from '@/components/EmptyState'
import { shellWords } from '@/language/en/shell'

export function NotFoundPage() {
  const t = shellWords()
  return (
    <EmptyState icon={Compass} title={t.notFound} text={t.notFoundText}>
      <title>{`${t.notFoundTitle} · OAuthHub`}</title>
      <Link to="/" className={buttonStyle()}>
        {t.toConnections}
      </Link>
    </EmptyState>
  )
}
