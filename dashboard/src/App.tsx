import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { ToastProvider } from '@/components/ToastProvider'
import { currentLanguage, followLanguage } from '@/language/language'
import type { createAppRouter } from '@/routes/router'

interface Props {
  queryClient: QueryClient
  router: ReturnType<typeof createAppRouter>
}

export const App = ({ queryClient, router }: Props) => (
  <QueryClientProvider client={queryClient}>
    {/* Words are read when something is drawn: in another language everything is drawn anew. */}
    <ToastProvider key={useSyncExternalStore(followLanguage, currentLanguage)}>
      <RouterProvider router={router} />
    </ToastProvider>
  </QueryClientProvider>
)
