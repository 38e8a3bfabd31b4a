import { decodeEncodedWords } from './encoded-words.js'
import { findLinear } from './find-linear.js'
import { headersNamed, type Letter } from './letter.js'
import { withoutReferenceInHtml, withoutReferenceInText } from './seal-place.js'
import type { MessageTemplate } from './template-hash.js'
import type { TextPart } from './text-parts.js'

/** A merged value longer than this is no name and no link but text that was put in. */
const MAX_MERGED = 512

/**
 * Whether a letter is a merged copy of a template: subject and bodies equal but for merge fields `{{…}}`, white space and the
 * seal's own place. A text part beside a template of HTML alone is the provider's rendering and not compared; HTML that the
 * template does not have is a difference.
 */
export function isMergedCopy(letter: Letter, parts: readonly TextPart[], template: MessageTemplate): boolean {
  const subject = decodeEncodedWords(headersNamed(letter.headers, 'subject')[0]?.value ?? '')
  if (!matches(template.subject, subject, false)) return false
  const html = joined(parts, 'text/html')
  const text = joined(parts, 'text/plain')
  if (template.html === undefined ? html !== undefined : html === undefined) return false
  if (template.html === undefined && template.text === undefined) return false
  if (template.html !== undefined) {
    if (!matches(withoutReferenceInHtml(template.html), withoutReferenceInHtml(html ?? ''), true)) return false
  }
  if (template.text === undefined) return true
  if (text === undefined) return template.html !== undefined
  return matches(withoutReferenceInText(template.text), withoutReferenceInText(text), false)
}

function joined(parts: readonly TextPart[], type: TextPart['type']): string | undefined {
  const texts = parts.filter((part) => part.type === type).map((part) => part.text)
  return texts.length === 0 ? undefined : texts.join('')
}

function matches(template: string, text: string, html: boolean): boolean {
  const pieces = literalPieces(bare(template))
  const subject = bare(text)
  const first = pieces[0] ?? ''
  if (pieces.length === 1) return subject === first
  const last = pieces[pieces.length - 1] ?? ''
  if (!subject.startsWith(first) || !subject.endsWith(last)) return false
  let at = first.length
  let fields = 0
  for (const piece of pieces.slice(1, -1)) {
    fields++
    if (piece === '') continue
    const found = findLinear(subject, piece, at)
    if (found < 0 || !isMergedValue(subject, at, found, fields, html)) return false
    at = found + piece.length
    fields = 0
  }
  return isMergedValue(subject, at, subject.length - last.length, fields + 1, html)
}

function isMergedValue(text: string, start: number, end: number, fields: number, html: boolean): boolean {
  if (end < start || end - start > MAX_MERGED * fields) return false
  return !html || !/[<>]/.test(text.slice(start, end))
}

/** What stands between the merge fields; one piece more than there are fields. */
function literalPieces(template: string): string[] {
  const pieces: string[] = []
  let kept = 0
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', kept)) {
    const close = template.indexOf('}}', open + 2)
    if (close < 0) break
    pieces.push(template.slice(kept, open))
    kept = close + 2
  }
  pieces.push(template.slice(kept))
  return pieces
}

function bare(text: string): string {
  return text.normalize('NFC').replace(/\s/g, '')
}
