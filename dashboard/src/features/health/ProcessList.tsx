import type { HealthProcess } from '@/api/types'
import { RelativeTime } from '@/components/RelativeTime'
import { toneStyle } from '@/components/tones'
import { healthWords } from '@/language/en/health'

const tones = { alive: 'good', silent: 'warn', stopped: 'neutral' } as const

export function ProcessList({ processes }: { processes: HealthProcess[] }) {
  const t = healthWords()
  return (
    <section aria-labelledby="processes" className="panel p-5">
      <h2 id="processes" className="mb-2 text-base font-semibold">
        {t.processes}
      </h2>
      <ul className="divide-y divide-line">
        {processes.map((process) => (
          <li key={`${process.name} ${process.started_at}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
            <span className={`rounded-full px-2 py-0.5 text-xs font-medium ${toneStyle[tones[process.state]]}`}>{t.processStates[process.state]}</span>
            <span className="font-medium">{process.program}</span>
            <code className="font-mono text-xs text-muted">{process.name}</code>
            <span className="text-muted sm:ml-auto">
              {t.heardOf} <RelativeTime at={process.last_beat_at} />
              {process.last_sweep_at !== null && (
                <>
                  {t.swept} <RelativeTime at={process.last_sweep_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
