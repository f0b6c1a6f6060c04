import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const MOST_BYTES = 200_000

/** Fails a build whose first load has grown too heavy; pages that are opened now and then are loaded then (src/routes/agentsRoutes.ts). */
export const firstLoadBudget: Plugin = {
  name: 'first-load-budget',
  enforce: 'post',
  apply: 'build',
  generateBundle(_, bundle) {
    const files = new Set<string>()
    const add = (name: string) => {
      const file = bundle[name]
      if (files.has(name) || file === undefined) return
      files.add(name)
      if (file.type === 'chunk') [...file.imports, ...(file.viteMetadata?.importedCss ?? [])].forEach(add)
    }
    for (const file of Object.values(bundle)) if (file.type === 'chunk' && file.isEntry) add(file.fileName)
    const bytes = [...files].map((name) => bundle[name]).reduce((sum, file) => sum + (file === undefined ? 0 : gzipSync(file.type === 'chunk' ? file.code : file.source).length), 0)
    if (bytes > MOST_BYTES) this.error(`The first load is ${bytes} bytes of gzip (${[...files].join(', ')}); at most ${MOST_BYTES} are wanted. Load what a first page does not need with lazyRouteComponent.`)
  },
}
