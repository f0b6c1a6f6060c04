import { type ReactNode, useId } from 'react'
import { commonWords } from '@/language/en/common'
import { CHART_HEIGHT, CHART_WIDTH, chartGround, type ChartTone } from './chartLook'

interface Props {
  title: string
  /** What is to be seen, as a sentence; it stands for the picture where that is not seen. */
  text: string
  legend: { name: string; tone: ChartTone; isFaint?: boolean }[]
  /** To what the picture's height reaches. */
  scale?: string
  /** Where its left and its right edge are. */
  edges: [string, string]
  /** In a box of {@link CHART_WIDTH} by {@link CHART_HEIGHT}. */
  children: ReactNode
  /** The same as a table, for whoever wants the numbers. */
  numbers: ReactNode
}

/** What all pictures over time have around them. */
export function ChartFigure({ title, text, legend, scale, edges, children, numbers }: Props) {
  const id = useId()
  return (
    <figure aria-labelledby={`${id}-title`} className="panel min-w-0 p-4 sm:p-5">
      <figcaption id={`${id}-title`} className="font-semibold">
        {title}
      </figcaption>
      <p id={`${id}-text`} className="mt-0.5 text-[0.8125rem] text-muted">
        {text}
      </p>
      <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem]">
        {legend.map(({ name, tone, isFaint }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-sm ${chartGround[tone]} ${isFaint ? 'opacity-30' : ''}`} />
            {name}
          </span>
        ))}
        {scale !== undefined && (
          <span aria-hidden className="ml-auto text-muted tabular-nums">
            {scale}
          </span>
        )}
      </div>
      <svg role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`} preserveAspectRatio="none" className="mt-2 h-32 w-full overflow-visible">
        {children}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-muted tabular-nums">
        {edges.map((edge, index) => (
          <span key={index === 0 ? 'from' : 'to'}>{edge}</span>
        ))}
      </div>
      <details className="mt-2 text-[0.8125rem]">
        <summary className="w-fit cursor-pointer text-muted hover:text-ink">{commonWords().showNumbers}</summary>
        {numbers}
      </details>
    </figure>
  )
}
