import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod/mini'
import { createQueryClient } from '@/api/queryClient'
import { startLanguage } from '@/language/language'
import { createAppRouter } from '@/routes/router'
import { App } from './App'
import './app.css'

// Without it the schemas of forms look whether text may become a function, which the hub's content security policy refuses, loudly.
config({ jitless: true })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element "root".')

// In English at once; otherwise when the words are there, so that no other language flashes.
void startLanguage().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App queryClient={createQueryClient()} router={createAppRouter()} />
    </StrictMode>,
  ),
)
