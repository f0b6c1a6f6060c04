import { CircleAlert, RotateCw } from 'lucide-react'
import { asProblem } from '@/api/problem'
import { commonWords } from '@/language/en/common'
import { Button } from './Button'

/** An error in place of what should have been there. */
export function ProblemNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const problem = asProblem(error)
  return (
    <div role="alert" className="panel flex flex-col items-center gap-3 px-6 py-14 text-center">
      <span className="grid size-11 place-items-center rounded-full bg-bad-soft text-bad">
        <CircleAlert aria-hidden className="size-5" />
      </span>
      <h2 className="text-base font-semibold">{problem.title}</h2>
      <p className="max-w-md text-muted">{problem.detail}</p>
      {onRetry && (
        <Button onClick={onRetry} className="mt-1">
          <RotateCw aria-hidden />
          {commonWords().retry}
        </Button>
      )}
    </div>
  )
}
