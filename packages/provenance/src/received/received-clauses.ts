/** The words that open a clause of a Received field (RFC 5321 section 4.4). */
export type ClauseName = 'by' | 'for' | 'from' | 'id' | 'via' | 'with'

/** What stands between one such word and the next. */
export interface Clause {
  readonly words: readonly string[]
  /** Without their outer brackets. */
  readonly comments: readonly string[]
}

/** A Received field split up. */
export interface ReceivedClauses {
  readonly clauses: ReadonlyMap<ClauseName, Clause>
  /** All comments before the date. */
  readonly comments: readonly string[]
  /** What follows the last semicolon, without comments. */
  readonly date: string
}

/** Why a field cannot be split without doubt. */
export type ReceivedFault = 'clause-repeated' | 'comment-open' | 'too-long'

const NAMES: ReadonlySet<string> = new Set<ClauseName>(['by', 'for', 'from', 'id', 'via', 'with'])
/** Far more than any server writes. */
const MAX_TOKENS = 500

interface Token {
  readonly kind: 'comment' | 'semicolon' | 'word'
  readonly text: string
}

/** Splits the value of a field in one pass. */
export function readClauses(text: string): ReceivedClauses | ReceivedFault {
  const tokens = readTokens(text)
  if (typeof tokens === 'string') return tokens
  const semicolon = tokens.findLastIndex(({ kind }) => kind === 'semicolon')
  const head = semicolon < 0 ? tokens : tokens.slice(0, semicolon)
  const clauses = new Map<ClauseName, { words: string[]; comments: string[] }>()
  let current: { words: string[]; comments: string[] } | undefined
  for (const { kind, text: token } of head) {
    const name = kind === 'word' ? token.toLowerCase() : ''
    // The word after `from` is a name, whatever it is.
    if (isClauseName(name) && !(current && current.words.length === 0)) {
      // A client that calls itself `x by mx.example` writes a clause of its own.
      if (clauses.has(name) && (name === 'from' || name === 'by')) return 'clause-repeated'
      current = { words: [], comments: [] }
      if (!clauses.has(name)) clauses.set(name, current)
    } else if (kind === 'comment') current?.comments.push(token)
    else if (kind === 'word') current?.words.push(token)
  }
  const comments = head.filter(({ kind }) => kind === 'comment').map((token) => token.text)
  const tail = semicolon < 0 ? [] : tokens.slice(semicolon + 1).filter(({ kind }) => kind === 'word')
  return { clauses, comments, date: tail.map((token) => token.text).join(' ') }
}

function isClauseName(text: string): text is ClauseName {
  return NAMES.has(text)
}

function readTokens(text: string): Token[] | ReceivedFault {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isBlank(code)) {
      at++
      continue
    }
    if (tokens.length >= MAX_TOKENS) return 'too-long'
    const end = code === OPEN ? commentEnd(text, at) : code === SEMICOLON ? at + 1 : wordEnd(text, at)
    if (end < 0) return 'comment-open'
    if (code === OPEN) tokens.push({ kind: 'comment', text: text.slice(at + 1, end - 1) })
    else tokens.push({ kind: code === SEMICOLON ? 'semicolon' : 'word', text: text.slice(at, end) })
    at = end
  }
  return tokens
}

const OPEN = 40
const CLOSE = 41
const SEMICOLON = 59
const BACKSLASH = 92

function wordEnd(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isBlank(code) || code === OPEN || code === SEMICOLON) break
  }
  return at
}

/** Offset after the bracket that closes, or -1. */
function commentEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === OPEN) depth++
    else if (code === CLOSE && --depth === 0) return at + 1
  }
  return -1
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}
