import { defineConfig } from 'vitest/config'

// `import` and `default` would reach Node's own `require` too, and hand ESM files to it.
const conditions = ['@waxseal/source', 'module', 'node']

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
