export type Tone = 'good' | 'warn' | 'bad' | 'hold' | 'neutral' | 'accent'

/** Soft ground with strong text; both themes keep a contrast of at least 4.5. */
export const toneStyle: Record<Tone, string> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  hold: 'bg-hold-soft text-hold',
  neutral: 'bg-raised text-muted',
  accent: 'bg-accent-soft text-accent',
}
