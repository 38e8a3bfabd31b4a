/** A structured value such as Content-Type or Content-Disposition: the word before the first `;` and its parameters. */
export interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const MAX_VALUE = 8192

/** Reads `type/subtype; name=value; name="value"` (RFC 2045 section 5.1), names in lower case, the first of a name counts. */
export function parseMediaType(text: string): MediaType {
  const value = text.slice(0, MAX_VALUE)
  const pieces = splitOutsideQuotes(value)
  const parameters = new Map<string, string>()
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf('=')
    if (equals < 0) continue
    const name = piece.slice(0, equals).trim().toLowerCase()
    if (!parameters.has(name)) parameters.set(name, unquote(piece.slice(equals + 1).trim()))
  }
  return { type: (pieces[0] ?? '').trim().toLowerCase(), parameters }
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const char = text[index]
    if (quoted && char === '\\') index++
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      pieces.push(text.slice(start, index))
      start = index + 1
    }
  }
  pieces.push(text.slice(start))
  return pieces
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text.split(/[\s(]/, 1)[0] ?? ''
  let value = ''
  for (let index = 1; index < text.length; index++) {
    const char = text[index] ?? ''
    if (char === '"') break
    value += char === '\\' ? (text[++index] ?? '') : char
  }
  return value
}
