/**
 * Where a pattern begins in a text at or after `from`, or -1: Knuth, Morris and Pratt's way, linear also for texts made to be slow
 * for `String.indexOf`.
 */
export function findLinear(text: string, pattern: string, from: number): number {
  if (pattern === '') return from <= text.length ? from : -1
  const borders = borderLengths(pattern)
  let matched = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    while (matched > 0 && pattern.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0
    if (pattern.charCodeAt(matched) === code) matched++
    if (matched === pattern.length) return at - matched + 1
  }
  return -1
}

/** For each prefix of the pattern, the length of its longest proper border. */
function borderLengths(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length)
  let length = 0
  for (let at = 1; at < pattern.length; at++) {
    const code = pattern.charCodeAt(at)
    while (length > 0 && pattern.charCodeAt(length) !== code) length = borders[length - 1] ?? 0
    if (pattern.charCodeAt(length) === code) length++
    borders[at] = length
  }
  return borders
}
