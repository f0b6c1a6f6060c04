import type { Connection } from '@/api/types'
import { ChartFigure } from '@/components/ChartFigure'
import { CHART_WIDTH, chartStroke, type ChartTone } from '@/components/chartLook'
import { ChartTable } from '@/components/ChartTable'
import { connectionWords } from '@/language/en/connection'
import { useNow } from '@/time/clock'
import { formatAbsolute, formatDuration } from '@/time/formatTime'
import { whyWords } from './historyWords'
import { timelineText, type TimelineMark, tokenTimeline, type TokenSpan } from './tokenTimeline'

/** Tokens that follow each other stand in turns in two lanes, so that one's unused life is seen beside the next. */
const LANE_TOPS = [64, 104]
const LANE_HEIGHT = 30
const marks: Record<TimelineMark['kind'], { tone: ChartTone; y: number }> = {
  refresh_failed: { tone: 'bad', y: 10 },
  token_rejected: { tone: 'warn', y: 28 },
  state: { tone: 'hold', y: 46 },
}

/** Each token with its life, how early the next one came, and what went wrong; as far as the history reaches. */
export function TokenTimelineChart({ connection }: { connection: Connection }) {
  const t = connectionWords()
  const timeline = tokenTimeline(connection, useNow())
  if (timeline === null) return null
  const { from, to, spans, marks: happened } = timeline
  const x = (at: number) => (CHART_WIDTH * (Math.min(to, Math.max(from, at)) - from)) / (to - from)
  const kinds = (['refresh_failed', 'token_rejected', 'state'] as const).filter((kind) => happened.some((mark) => mark.kind === kind))
  return (
    <ChartFigure
      title={t.timeline}
      text={timelineText(timeline)}
      legend={[{ name: t.inUse, tone: 'accent' }, { name: t.lifeLeft, tone: 'accent', isFaint: true }, ...kinds.map((kind) => ({ name: t.marks[kind], tone: marks[kind].tone }))]}
      edges={[formatAbsolute(new Date(from).toISOString()), formatAbsolute(new Date(to).toISOString())]}
      numbers={<ChartTable title={t.timeline} columns={[t.columns.came, t.columns.token, t.columns.why, t.columns.left]} rows={[...spans].reverse().map(rowOf)} />}
    >
      {spans.map(({ birth, from: start, until, end }, index) => (
        <g key={`${birth.at} ${index}`}>
          {/* One that lived for a moment is seen too. */}
          <rect x={x(start)} width={Math.max(1, x(until) - x(start))} y={LANE_TOPS[index % 2]} height={LANE_HEIGHT} className="fill-accent" />
          {end !== null && end > until && <rect x={x(until)} width={x(end) - x(until)} y={LANE_TOPS[index % 2]} height={LANE_HEIGHT} className="fill-accent opacity-30" />}
        </g>
      ))}
      {happened.map(({ kind, at }, index) => (
        <polyline key={`${kind} ${at} ${index}`} points={`${x(at)},${marks[kind].y} ${x(at)},${marks[kind].y}`} className={chartStroke[marks[kind].tone]} strokeWidth={8} strokeLinecap="round" vectorEffect="non-scaling-stroke" />
      ))}
    </ChartFigure>
  )
}

function rowOf({ birth: { at, kind, why, life_left: left, generation } }: TokenSpan) {
  const t = connectionWords()
  const reason = kind === 'connected' || kind === 'reconnected' ? t.births[kind] : why === null ? '–' : whyWords(why)
  const before = left === null ? '–' : left >= 0 ? formatDuration(left * 1000) : t.endedBefore(formatDuration(-left * 1000))
  return { key: `${at} ${generation ?? ''}`, cells: [formatAbsolute(at), generation === null ? '–' : String(generation), reason, before] }
}
