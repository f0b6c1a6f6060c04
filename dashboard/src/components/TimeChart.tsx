import { commonWords } from '@/language/en/common'
import { formatClock } from '@/time/formatTime'
import { ChartFigure } from './ChartFigure'
import { CHART_HEIGHT, CHART_WIDTH, chartFill, chartStroke, type ChartTone } from './chartLook'
import { heightOf, runs } from './chartScale'
import { ChartTable } from './ChartTable'

export interface ChartSeries {
  name: string
  tone: ChartTone
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

const timeOf = (moment: string | undefined) => (moment === undefined ? '' : formatClock(moment))

/** Numbers over time, as a picture, as a sentence, and as a table for whoever wants the numbers. */
export function TimeChart({ title, text, look, moments, series, top, format }: Props) {
  const t = commonWords()
  const Shapes = look === 'bars' ? Bars : Lines
  const rows = moments
    .map((moment, index) => ({ moment, values: series.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null && value !== 0))
    .map(({ moment, values }) => ({ key: moment, cells: [timeOf(moment), ...values.map((value) => (value === null ? '–' : format(value)))] }))
  return (
    <ChartFigure
      title={title}
      text={text}
      legend={series}
      scale={t.upTo(format(top))}
      edges={[timeOf(moments[0]), timeOf(moments.at(-1))]}
      numbers={<ChartTable title={title} columns={[t.from, ...series.map(({ name }) => name)]} rows={rows} />}
    >
      {[0, 0.5, 1].map((height) => (
        <line key={height} x1={0} x2={CHART_WIDTH} y1={CHART_HEIGHT * height} y2={CHART_HEIGHT * height} className="stroke-line" vectorEffect="non-scaling-stroke" />
      ))}
      <Shapes series={series} count={moments.length} top={top} />
    </ChartFigure>
  )
}

interface ShapeProps {
  series: ChartSeries[]
  count: number
  top: number
}

function Bars({ series, count, top }: ShapeProps) {
  const width = CHART_WIDTH / Math.max(1, count)
  return Array.from({ length: count }, (_, index) => {
    let below = 0
    return series.map(({ name, tone, values }) => {
      const value = values[index] ?? 0
      if (value <= 0) return null
      const [from, to] = [heightOf(below, top), heightOf(below + value, top)]
      below += value
      return <rect key={`${name} ${index}`} x={index * width + width * 0.1} width={width * 0.8} y={CHART_HEIGHT * (1 - to)} height={CHART_HEIGHT * (to - from)} className={chartFill[tone]} />
    })
  })
}

function Lines({ series, count, top }: ShapeProps) {
  const step = CHART_WIDTH / Math.max(1, count - 1)
  return series.flatMap(({ name, tone, values }) =>
    runs(values).map((run) => {
      const points = run.map(({ index, value }) => `${index * step},${CHART_HEIGHT * (1 - heightOf(value, top))}`)
      // A line of no length with a round end is a dot, whatever the picture is stretched to.
      return (
        <polyline
          key={`${name} ${run[0]?.index}`}
          points={(points.length === 1 ? [...points, ...points] : points).join(' ')}
          className={`fill-none ${chartStroke[tone]}`}
          strokeWidth={run.length === 1 ? 6 : 2}
          strokeLinecap="round"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      )
    }),
  )
}
