import { createMemoryHistory } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createQueryClient } from '@/api/queryClient'
import { App } from '@/App'
import { createAppRouter } from '@/routes/router'

/** The whole app at an address, as a browser would open it; each time with its own memory. */
export function openDashboard(address = '/dashboard') {
  const client = createQueryClient()
  // One more try is for people; a test would only wait for it.
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } })
  const history = createMemoryHistory({ initialEntries: [address] })
  const user = userEvent.setup()
  return { ...render(<App queryClient={client} router={createAppRouter(client, history)} />), user, query: () => Object.fromEntries(new URLSearchParams(history.location.search)) }
}
