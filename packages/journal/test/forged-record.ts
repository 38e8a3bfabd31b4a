import { leafHash, MerkleTree } from '../src/index.js'
import { segmentName } from '../src/node/segments.js'

/** The files of a journal: names and contents. */
export type Files = ReadonlyMap<string, Uint8Array>

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** The entries of a record, as they stand. */
export function entriesOf(files: Files): string[] {
  const lines = Buffer.concat([...files.values()])
    .toString('latin1')
    .split('\n')
  return lines.filter((line) => line.startsWith('{"leaf"')).map((line) => line.slice(62, -1))
}

/** A record as a forger who knows the format would write it: every hash, place and name fits. */
export function forge(entries: readonly string[], eventsPerFile = Number.POSITIVE_INFINITY): Files {
  const files = new Map<string, Uint8Array>()
  const tree = new MerkleTree()
  let start = 0
  let text = ''
  let name = segmentName(0)
  const checkpoint = () => {
    text += `{"size":${tree.size},"root":"${base64url(tree.root())}","byte":${start + text.length}}\n`
  }
  for (const [index, entry] of entries.entries()) {
    if (index > 0 && index % eventsPerFile === 0) {
      files.set(name, Buffer.from(text, 'latin1'))
      start += text.length
      text = ''
      name = segmentName(index)
      checkpoint()
    }
    const leaf = leafHash(Buffer.from(entry, 'latin1'))
    tree.append(leaf)
    text += `{"leaf":"${base64url(leaf)}","event":${entry}}\n`
    if ((index + 1) % eventsPerFile === 0 || index % 3 === 0 || index + 1 === entries.length) checkpoint()
  }
  return files.set(name, Buffer.from(text, 'latin1'))
}
