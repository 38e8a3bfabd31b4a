/** `%{l2r-}` (RFC 7208 section 7.1). */
export interface Macro {
  /** In lower case. */
  readonly letter: string
  /** Whether the value is escaped as in a URL: the letter was in upper case. */
  readonly escaped: boolean
  /** How many parts are kept from the right; 0 for all. */
  readonly parts: number
  readonly reversed: boolean
  readonly delimiters: string
}

/** A text with macros, read. */
export interface MacroString {
  readonly pieces: readonly (string | Macro)[]
  /** Whether the last thing in it is a macro. */
  readonly endsInMacro: boolean
  /** Whether the client's own name is needed to expand it. */
  readonly needsValidatedName: boolean
}

const SPACE = 32
const MAX_PARTS = 128
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['%', '%'],
  ['_', ' '],
  ['-', '%20'],
])

/**
 * Reads a macro-string; with `explanation` an explain-string, which may hold blanks and the letters c, r and t. `undefined` when it is
 * none.
 */
export function parseMacroString(text: string, explanation = false): MacroString | undefined {
  if (!isPrintable(text, explanation)) return undefined
  const pieces: (string | Macro)[] = []
  let endsInMacro = false
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf('%', at)
    const end = percent < 0 ? text.length : percent
    if (end > at) pieces.push(text.slice(at, end))
    endsInMacro = percent >= 0
    if (percent < 0) break
    const read = readMacro(text, percent, explanation)
    if (!read) return undefined
    pieces.push(read.piece)
    at = read.end
  }
  const needsValidatedName = pieces.some((piece) => typeof piece !== 'string' && piece.letter === 'p')
  return { pieces, endsInMacro, needsValidatedName }
}

/** What a percent sign begins. */
function readMacro(text: string, at: number, explanation: boolean): { piece: string | Macro; end: number } | undefined {
  const next = text[at + 1] ?? ''
  if (next !== '{') {
    const piece = ESCAPES.get(next)
    return piece === undefined ? undefined : { piece, end: at + 2 }
  }
  const close = text.indexOf('}', at)
  const piece = close < 0 ? undefined : parseMacro(text.slice(at + 2, close), explanation)
  return piece && { piece, end: close + 1 }
}

function isPrintable(text: string, withBlanks: boolean): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 126 || code < SPACE || (code === SPACE && !withBlanks)) return false
  }
  return true
}

/** A macro-string that ends in a macro or a top label: `domain-spec`. */
export function parseDomainSpec(text: string): MacroString | undefined {
  const spec = parseMacroString(text)
  return spec && (spec.endsInMacro || hasTopLabel(text)) ? spec : undefined
}

function parseMacro(text: string, explanation: boolean): Macro | undefined {
  const match = /^([slodiphvcrt])(\d{0,9})(r?)([.\-+,/_=]*)$/i.exec(text)
  if (!match) return undefined
  const [, letter = '', digits = '', reverse = '', delimiters = ''] = match
  const lower = letter.toLowerCase()
  if (!explanation && 'crt'.includes(lower)) return undefined
  const parts = Number(digits)
  if (digits !== '' && parts === 0) return undefined
  return {
    letter: lower,
    escaped: letter !== lower,
    parts: Math.min(parts, MAX_PARTS),
    reversed: reverse !== '',
    delimiters: delimiters === '' ? '.' : delimiters,
  }
}

function hasTopLabel(text: string): boolean {
  const end = text.endsWith('.') ? text.length - 1 : text.length
  const dot = text.lastIndexOf('.', end - 1)
  const label = dot < 0 ? '' : text.slice(dot + 1, end)
  return label.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label) && /\D/.test(label)
}
