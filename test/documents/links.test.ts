import { expect, test } from 'vitest'
import { root } from '../../scripts/workspace.js'
import { deadLinks } from './links.js'

test('a link to a file that is not there is found, an address or an anchor is left alone', () => {
  const text = 'see [a](../package.json), [b](gone.md#top),\n[c](https://example.com/x) [d](#here) [e](./missing)'
  expect(deadLinks(root, 'docs/guide.md', text)).toEqual(['docs/guide.md:1: gone.md', 'docs/guide.md:2: ./missing'])
})
