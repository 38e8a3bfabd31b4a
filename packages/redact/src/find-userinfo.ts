import { classAt, DIGIT, SPACE } from './char-class.js'
import { readDomain } from './domain.js'
import { isPlaceholderAt } from './placeholder.js'

const AT_SIGN = 0x40
const COLON_SIGN = 0x3a
const OPENING_BRACKET = 0x5b

/**
 * Finds the name and password in front of the host of a URL (RFC 3986 section 3.2.1), given the index of the colon of `://`. Also
 * `:\/\/` as PHP writes it into JSON, and passwords that hold an unencoded `/`, `?`, `#` or `@`, as connection strings of careless
 * people do.
 *
 * @returns start and end of what is to be hidden: the userinfo without its `@`, or, when it has no colon, with its host; or `undefined`.
 */
export function findUserinfo(text: string, colon: number): { start: number; end: number } | undefined {
  const start = authorityStart(text, colon)
  if (start < 0) return undefined
  const authority = readAuthority(text, start)
  const at = authority.at < 0 && authority.passwordLike ? lastAt(text, authority.end) : authority.at
  if (at <= start) return undefined
  // Without a password it is as well an address that somebody made a link of, and its domain is a part of it.
  const host = authority.hasColon ? -1 : readDomain(text, at + 1).named
  return { start, end: Math.max(at, host) }
}

interface Authority {
  /** The last `@` in it, or -1. */
  readonly at: number
  readonly end: number
  readonly hasColon: boolean
  /** What follows the colon is no port. */
  readonly passwordLike: boolean
}

/** Reads up to the path. */
function readAuthority(text: string, start: number): Authority {
  let at = -1
  let afterColon = false
  let passwordLike = false
  let index = start
  for (; !endsUrl(text, index) && !isPathStart(text.charCodeAt(index)); index++) {
    const code = text.charCodeAt(index)
    if (code === AT_SIGN) at = index
    else if (code === COLON_SIGN) afterColon = true
    else if (at < 0 && !passwordLike && isListMark(code)) break
    else if (afterColon && classAt(text, index) !== DIGIT) passwordLike = true
  }
  // `db://name:#…@host`: an empty port before the path is a password that begins like one.
  const emptyPort = afterColon && text.charCodeAt(index - 1) === COLON_SIGN
  return { at, end: index, hasColon: afterColon, passwordLike: passwordLike || emptyPort }
}

/** The last `@` before the end of the URL, or -1. */
function lastAt(text: string, from: number): number {
  let at = -1
  for (let index = from; !endsUrl(text, index); index++) if (text.charCodeAt(index) === AT_SIGN) at = index
  return at
}

/** Where the authority begins after the colon of `://`; -1 when the colon is another one. */
function authorityStart(text: string, colon: number): number {
  let index = colon + 1
  for (let slash = 0; slash < 2; slash++) {
    if (text.charCodeAt(index) === 0x5c) index++
    if (text.charCodeAt(index) !== 0x2f) return -1
    index++
  }
  return index
}

/**
 * Blanks, controls, quotes and angle brackets end a URL in running text. So does the next URL: it has a reading of its own, and reading
 * on from every one would be quadratic.
 */
function endsUrl(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  if (index >= text.length || code <= 0x20 || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x60)
    return true
  if (code === COLON_SIGN) return authorityStart(text, index) >= 0
  return code === OPENING_BRACKET ? isPlaceholderAt(text, index) : classAt(text, index) === SPACE
}

function isPathStart(code: number): boolean {
  return code === 0x2f || code === 0x3f || code === 0x23 || code === 0x5c
}

/** After `https://host:8080,` comes the next thing in a list; a password would have begun before. */
function isListMark(code: number): boolean {
  return code === 0x2c || code === 0x3b || code === 0x7c || code === 0x29 || code === 0x5d
}
