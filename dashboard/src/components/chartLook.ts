/** Written out, so that the style sheet has them. */
export const chartFill = { good: 'fill-good', warn: 'fill-warn', bad: 'fill-bad', accent: 'fill-accent', hold: 'fill-hold' }
export const chartStroke = { good: 'stroke-good', warn: 'stroke-warn', bad: 'stroke-bad', accent: 'stroke-accent', hold: 'stroke-hold' }
export const chartGround = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', accent: 'bg-accent', hold: 'bg-hold' }

export type ChartTone = keyof typeof chartFill

/** The box in which a picture is drawn; it is stretched to the room that there is. */
export const CHART_WIDTH = 600
export const CHART_HEIGHT = 140
