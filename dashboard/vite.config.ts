import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { firstLoadBudget } from './scripts/firstLoadBudget'

// Aspire says where the API is; alone, it is where a hub listens by default.
const hub = process.env.API_HTTPS || process.env.API_HTTP || process.env.OAUTHHUB_URL || 'http://localhost:8400'

/** The hub returns people to /dashboard?status=…; Vite itself only answers below /dashboard/. */
const homeWithoutSlash: Plugin = {
  name: 'home-without-slash',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/dashboard(?=$|\?)/, '/dashboard/')
      next()
    })
  },
}

export default defineConfig({
  base: '/dashboard/',
  plugins: [homeWithoutSlash, react(), tailwindcss(), firstLoadBudget],
  resolve: { tsconfigPaths: true },
  build: {
    outDir: '../OAuthHub.Api/wwwroot/dashboard', emptyOutDir: true,
    // React changes rarely: a browser keeps it over an update of the hub.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] } } },
  },
  server: {
    // Aspire names the port; alone, Vite chooses its own.
    ...(process.env.PORT ? { port: Number(process.env.PORT), strictPort: true } : {}),
    proxy: Object.fromEntries(['/api', '/auth', '/signin', '/signout'].map((path) => [path, { target: hub }])),
  },
  test: { environment: 'jsdom', setupFiles: './src/test/setup.ts', restoreMocks: true, testTimeout: 30_000 },
})
