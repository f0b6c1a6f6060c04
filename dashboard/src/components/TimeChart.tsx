import { useId } from 'react'
import { commonWords } from '@/language/en/common'
import { formatClock } from '@/time/formatTime'
import { heightOf, runs } from './chartScale'

export interface ChartSeries {
  name: string
  tone: 'good' | 'warn' | 'bad' | 'accent' | 'hold'
  /** One for each moment; null: nothing was measured. */
  values: (number | null)[]
}

interface Props {
  title: string
  /** What is to be seen, as a sentence; it stands for the picture where that is not seen. */
  text: string
  /** Bars stand on each other; lines and single points do not. */
  look: 'bars' | 'lines'
  moments: string[]
  series: ChartSeries[]
  top: number
  format: (value: number) => string
}

const WIDTH = 600
const HEIGHT = 140
/** Written out, so that the style sheet has them. */
const fill = { good: 'fill-good', warn: 'fill-warn', bad: 'fill-bad', accent: 'fill-accent', hold: 'fill-hold' }
const stroke = { good: 'stroke-good', warn: 'stroke-warn', bad: 'stroke-bad', accent: 'stroke-accent', hold: 'stroke-hold' }
const ground = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', accent: 'bg-accent', hold: 'bg-hold' }

const timeOf = (moment: string | undefined) => (moment === undefined ? '' : formatClock(moment))

/** Numbers over time, as a picture, as a sentence, and as a table for whoever wants the numbers. */
export function TimeChart({ title, text, look, moments, series, top, format }: Props) {
  const id = useId()
  const Shapes = look === 'bars' ? Bars : Lines
  return (
    <figure aria-labelledby={`${id}-title`} className="panel min-w-0 p-4 sm:p-5">
      <figcaption id={`${id}-title`} className="font-semibold">
        {title}
      </figcaption>
      <p id={`${id}-text`} className="mt-0.5 text-[0.8125rem] text-muted">
        {text}
      </p>
      <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem]">
        {series.map(({ name, tone }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-sm ${ground[tone]}`} />
            {name}
          </span>
        ))}
        <span aria-hidden className="ml-auto text-muted tabular-nums">
          {commonWords().upTo(format(top))}
        </span>
      </div>
      <svg role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="mt-2 h-32 w-full overflow-visible">
        {[0, 0.5, 1].map((height) => (
          <line key={height} x1={0} x2={WIDTH} y1={HEIGHT * height} y2={HEIGHT * height} className="stroke-line" vectorEffect="non-scaling-stroke" />
        ))}
        <Shapes series={series} count={moments.length} top={top} />
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-muted tabular-nums">
        <span>{timeOf(moments[0])}</span>
        <span>{timeOf(moments.at(-1))}</span>
      </div>
      <details className="mt-2 text-[0.8125rem]">
        <summary className="w-fit cursor-pointer text-muted hover:text-ink">{commonWords().showNumbers}</summary>
        <Numbers title={title} moments={moments} series={series} format={format} />
      </details>
    </figure>
  )
}

interface ShapeProps {
  series: ChartSeries[]
  count: number
  top: number
}

function Bars({ series, count, top }: ShapeProps) {
  const width = WIDTH / Math.max(1, count)
  return Array.from({ length: count }, (_, index) => {
    let below = 0
    return series.map(({ name, tone, values }) => {
      const value = values[index] ?? 0
      if (value <= 0) return null
      const [from, to] = [heightOf(below, top), heightOf(below + value, top)]
      below += value
      return <rect key={`${name} ${index}`} x={index * width + width * 0.1} width={width * 0.8} y={HEIGHT * (1 - to)} height={HEIGHT * (to - from)} className={fill[tone]} />
    })
  })
}

function Lines({ series, count, top }: ShapeProps) {
  const step = WIDTH / Math.max(1, count - 1)
  return series.flatMap(({ name, tone, values }) =>
    runs(values).map((run) => {
      const points = run.map(({ index, value }) => `${index * step},${HEIGHT * (1 - heightOf(value, top))}`)
      // A line of no length with a round end is a dot, whatever the picture is stretched to.
      return (
        <polyline
          key={`${name} ${run[0]?.index}`}
          points={(points.length === 1 ? [...points, ...points] : points).join(' ')}
          className={`fill-none ${stroke[tone]}`}
          strokeWidth={run.length === 1 ? 6 : 2}
          strokeLinecap="round"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      )
    }),
  )
}

function Numbers({ title, moments, series, format }: Pick<Props, 'title' | 'moments' | 'series' | 'format'>) {
  const told = moments.map((moment, index) => ({ moment, values: series.map(({ values }) => values[index] ?? null) })).filter(({ values }) => values.some((value) => value !== null && value !== 0))
  if (told.length === 0) return <p className="mt-2 text-muted">{commonWords().nothingHappened}</p>
  return (
    <div className="mt-2 max-h-64 overflow-auto">
      <table className="w-full text-left tabular-nums">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            {[commonWords().from, ...series.map(({ name }) => name)].map((name) => (
              <th key={name} scope="col" className="py-1 pr-4 font-medium text-muted">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map(({ moment, values }) => (
            <tr key={moment} className="border-t border-line">
              <th scope="row" className="py-1 pr-4 font-normal">
                {timeOf(moment)}
              </th>
              {values.map((value, index) => (
                <td key={series[index]?.name} className="py-1 pr-4">
                  {value === null ? '–' : format(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
