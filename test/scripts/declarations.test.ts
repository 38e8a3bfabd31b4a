import { expect, test } from 'vitest'
import { toCommonJs } from '../../scripts/declarations.js'

test('neighbours are called by their CommonJS names, in every kind of import, and nothing else is touched', () => {
  const text = [
    "export { a } from './a.js'",
    "import type { B } from './deep/b.js'",
    "import { c } from '@waxseal/core/c.js'",
    "/** See './a.js'. */",
    "export declare const d: import('./d.js').D | import('jose').JWK",
    "export type E = './e.js'",
  ].join('\n')
  expect(toCommonJs(text).split('\n')).toEqual([
    "export { a } from './a.cjs'",
    "import type { B } from './deep/b.cjs'",
    "import { c } from '@waxseal/core/c.js'",
    "/** See './a.js'. */",
    "export declare const d: import('./d.cjs').D | import('jose').JWK",
    "export type E = './e.js'",
  ])
})
