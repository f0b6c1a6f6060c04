const base =
  'inline-flex items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 aria-disabled:opacity-55 disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-raised',
  quiet: 'text-muted hover:bg-raised hover:text-ink',
  danger: 'bg-bad text-on-accent hover:opacity-90',
  quietDanger: 'text-muted hover:bg-bad-soft hover:text-bad',
}

const sizes = { medium: 'h-9 px-3.5 text-sm', small: 'h-8 px-2.5 text-[0.8125rem]', icon: 'size-9 text-sm' }

export interface ButtonStyle {
  look?: keyof typeof looks
  size?: keyof typeof sizes
}

/** For buttons and for links that look like one. */
export const buttonStyle = ({ look = 'secondary', size = 'medium' }: ButtonStyle = {}, extra = '') => `${base} ${looks[look]} ${sizes[size]} ${extra}`
