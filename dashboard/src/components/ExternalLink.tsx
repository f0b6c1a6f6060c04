import { ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { commonWords } from '@/language/en/common'

/** Leads away from the hub. An address that is not http(s) comes from a faulty catalogue file and is shown as text. */
export function ExternalLink({ href, className = 'font-medium text-accent underline-offset-4 hover:underline', children }: { href: string; className?: string; children: ReactNode }) {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={className}>
      {children}
      <ArrowUpRight aria-hidden className="ml-0.5 inline size-3.5 align-[-0.1em]" />
      <span className="sr-only"> {commonWords().newTab}</span>
    </a>
  )
}
