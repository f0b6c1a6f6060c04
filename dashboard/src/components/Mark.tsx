/** The product's mark: accounts around a hub. */
export function Mark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="stroke-on-accent" strokeWidth="2.2" strokeLinecap="round">
        <path d="M16 16V8M16 16l-7 4.5M16 16l7 4.5" />
      </g>
      <g className="fill-on-accent">
        <circle cx="16" cy="16" r="3.6" />
        <circle cx="16" cy="7.5" r="2.4" />
        <circle cx="8.7" cy="20.7" r="2.4" />
        <circle cx="23.3" cy="20.7" r="2.4" />
      </g>
    </svg>
  )
}
