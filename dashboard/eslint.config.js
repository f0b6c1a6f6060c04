import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/** Folders that the files of a folder may not import: arrows point one way. */
const arrows = (files, ...forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message: 'Arrows point one way: routes → features → components → api.' }] }],
  },
})

export default defineConfig([
  globalIgnores(['dist', 'coverage', 'src/api/schema.d.ts']),
  js.configs.recommended,
  { files: ['public/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['scripts/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  arrows(['src/{api,language,time}/**'], '@/components/*', '@/features/*', '@/routes/*'),
  arrows(['src/components/**'], '@/features/*', '@/routes/*'),
  arrows(['src/features/{session,platforms,events}/**'], '@/features/{connections,agents,audit,webhooks}/*', '@/routes/*'),
  arrows(['src/features/{connections,webhooks}/**'], '@/features/{agents,audit}/*', '@/routes/*'),
  arrows(['src/features/agents/**'], '@/features/audit/*', '@/routes/*'),
  arrows(['src/features/audit/**'], '@/routes/*'),
  // Tests drive the whole app.
  { files: ['**/*.test.{ts,tsx}', 'src/test/**'], rules: { 'no-restricted-imports': 'off' } },
])
