import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod/mini'
import { followNetwork } from '@/api/contact'
import { createQueryClient } from '@/api/queryClient'
import { startLanguage } from '@/language/language'
import { createAppRouter } from '@/routes/router'
import { App } from './App'
import './app.css'

// Without it the schemas of forms look whether text may become a function, which the hub's content security policy refuses, loudly.
config({ jitless: true })

followNetwork(location.hostname)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element "root".')

const queryClient = createQueryClient()
const router = createAppRouter(queryClient)

// In English at once; otherwise when the words are there, so that no other language flashes.
void startLanguage().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App queryClient={queryClient} router={router} />
    </StrictMode>,
  ),
)

/** Soon after the first page the others are fetched too: without a network they could not be. */
const OTHER_PAGES_AFTER_MS = 3000
setTimeout(() => {
  for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)?.catch(() => undefined)
}, OTHER_PAGES_AFTER_MS)
