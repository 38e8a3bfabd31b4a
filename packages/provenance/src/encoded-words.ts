import { concatBytes, utf8 } from '@waxseal/core'
import { decodeBase64Body } from './base64.js'
import { decodeCharset } from './charset.js'
import { decodeQuotedPrintable } from './quoted-printable.js'

interface EncodedWord {
  readonly charset: string
  readonly bytes: Uint8Array
  readonly end: number
}

const MAX_CHARSET = 40

/**
 * Decodes the encoded words of a header value (RFC 2047). Blanks between two words are dropped, and bytes of neighbours in one
 * character set are joined first, since some programs cut a letter in two. Linear: what was looked at once is not read again.
 */
export function decodeEncodedWords(text: string): string {
  let out = ''
  let run: { charset: string; parts: Uint8Array[] } | undefined
  let gap = ''
  const flush = () => {
    if (run) out += decodeCharset(concatBytes(...run.parts), run.charset)
    run = undefined
    out += gap
    gap = ''
  }
  let at = 0
  while (at < text.length) {
    const mark = text.indexOf('=?', at)
    const plain = mark < 0 ? text.slice(at) : text.slice(at, mark)
    if (plain !== '') {
      if (run && plain.trim() === '') gap = plain
      else {
        flush()
        out += plain
      }
    }
    if (mark < 0) break
    const word = readEncodedWord(text, mark)
    if (!word) {
      flush()
      out += '=?'
      at = mark + 2
      continue
    }
    if (run && run.charset === word.charset) {
      run.parts.push(word.bytes)
      gap = ''
    } else {
      gap = run ? '' : gap
      flush()
      run = { charset: word.charset, parts: [word.bytes] }
    }
    at = word.end
  }
  flush()
  return out
}

function readEncodedWord(text: string, start: number): EncodedWord | undefined {
  const first = text.indexOf('?', start + 2)
  if (first < 0 || first - start - 2 > MAX_CHARSET || text[first + 2] !== '?') return undefined
  const charset = (text.slice(start + 2, first).split('*')[0] ?? '').toLowerCase()
  const encoding = text[first + 1]?.toLowerCase()
  if (charset === '' || (encoding !== 'b' && encoding !== 'q')) return undefined
  const last = text.indexOf('?', first + 3)
  if (last < 0 || text[last + 1] !== '=') return undefined
  const encoded = utf8(text.slice(first + 3, last))
  return { charset, bytes: encoding === 'b' ? decodeBase64Body(encoded) : decodeQ(encoded), end: last + 2 }
}

function decodeQ(encoded: Uint8Array): Uint8Array {
  return decodeQuotedPrintable(encoded.map((code) => (code === 95 ? 32 : code)))
}
