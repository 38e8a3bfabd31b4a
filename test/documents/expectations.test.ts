import { expect, test } from 'vitest'
import { instrument, sameOutput } from './expectations.js'

test('directs only the statements that promise an output to the probe', () => {
  const code = [
    'console.log(1) // 1',
    'console.log(2)',
    'for (const a of b) console.log(a, "// no") // x y',
    'const text = "console.log(3) // 3"',
    'console.error(4) // 4',
    'console.log(',
    '  5,',
    '); // 5',
  ].join('\n')
  const { code: ready, expectations } = instrument(code)
  expect(ready.split('\n')).toEqual([
    '__printed(0)(1) // 1',
    'console.log(2)',
    'for (const a of b) __printed(1)(a, "// no") // x y',
    'const text = "console.log(3) // 3"',
    'console.error(4) // 4',
    '__printed(2)(',
    '  5,',
    '); // 5',
  ])
  expect(expectations).toEqual([
    { line: 0, text: '1' },
    { line: 2, text: 'x y' },
    { line: 7, text: '5' },
  ])
})

test('white space does not count, everything else does', () => {
  expect(sameOutput('{\n  a: 1,\n  b: 2\n}', '{ a: 1, b: 2 }')).toBe(true)
  expect(sameOutput('ab', 'a b')).toBe(false)
  expect(sameOutput("'a'", 'a')).toBe(false)
})
