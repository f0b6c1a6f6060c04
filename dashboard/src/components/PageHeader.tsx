import type { ReactNode } from 'react'

export function PageHeader({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <header className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
      <title>{`${title} · OAuthHub`}</title>
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold">{title}</h1>
        {text !== undefined && <p className="mt-1 max-w-2xl text-muted">{text}</p>}
      </div>
      {children}
    </header>
  )
}
