import { defineConfig } from 'vitest/config'

const conditions = ['@waxseal/source', 'module', 'import', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 20_000,
    coverage: { include: ['packages/*/src/**'] },
  },
})
