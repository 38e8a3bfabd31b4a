/**
 * Reads `tag=value; tag=value` (RFC 6376 section 3.2) with blanks around names and values removed; `undefined` when it is no such
 * list, also for a tag that comes twice or a control character anywhere.
 */
export function parseTagList(text: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>()
  for (const spec of text.split(';')) {
    const piece = trimBlanks(spec)
    if (piece === '') continue
    const equals = piece.indexOf('=')
    if (equals < 1) return undefined
    const name = trimBlanks(piece.slice(0, equals))
    if (!isTagName(name) || tags.has(name) || hasControl(piece)) return undefined
    tags.set(name, trimBlanks(piece.slice(equals + 1)))
  }
  return tags
}

/** The items of a colon-separated tag value, blanks around each removed. */
export function splitColons(value: string): string[] {
  return value.split(':').map(trimBlanks)
}

const BLANK = /[ \t\r\n]/

function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && BLANK.test(text[start] ?? '')) start++
  while (end > start && BLANK.test(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

function isTagName(name: string): boolean {
  return name.length <= 64 && /^[A-Za-z][A-Za-z0-9_]*$/.test(name)
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return true
  }
  return false
}
