import { KeyRound, RotateCw } from 'lucide-react'
import { Button } from '@/components/Button'
import { Mark } from '@/components/Mark'

export function SignedOutPage({ onRetry }: { onRetry: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>Signed out · OAuthHub</title>
      <div className="w-full max-w-md">
        <p className="mb-6 flex items-center justify-center gap-2.5 text-lg font-semibold">
          <Mark />
          OAuthHub
        </p>
        <section className="panel p-7">
          <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
            <KeyRound aria-hidden className="size-5" />
          </span>
          <h1 className="mt-4 text-xl font-semibold">You are signed out</h1>
          <p className="mt-2 text-muted">Open the sign-in link that the hub printed on its console when it started. It looks like this:</p>
          <code className="mt-3 block rounded-lg border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] break-all">{window.location.origin}/signin?t=…</code>
          <p className="mt-3 text-muted">If you cannot find it, restart the hub: it prints a new link.</p>
          <Button className="mt-5 w-full" onClick={onRetry}>
            <RotateCw aria-hidden />
            I have signed in, try again
          </Button>
        </section>
      </div>
    </main>
  )
}
