import { WaxsealError } from '@waxseal/core'
import { isReference } from './seal-statement.js'

/** The bodies of a letter before merging. */
export interface TemplateBodies {
  readonly html?: string
  readonly text?: string
}

/** What the line begins with, in text and in HTML. */
export const REFERENCE_LABEL = 'Waxseal: '
const HTML_BEFORE = `<div style="color:#999999;font-size:10px">${REFERENCE_LABEL}`
const HTML_AFTER = '</div>'
const MAX_REFERENCE = 67

/**
 * Writes the reference of a seal into a template: a line of its own at the end of the text, a small block at the end of the HTML
 * (before `</body>` where the HTML ends with that). Nothing else is changed or removed, other references included; only the same
 * reference at the same place is not written again. Throws `seal-reference-invalid`.
 *
 * @example
 * ```ts
 * import { placeReference } from '@waxseal/provenance'
 *
 * console.log(JSON.stringify(placeReference({ text: 'Hello' }, 'wx_1'))) // {"text":"Hello\n\nWaxseal: wx_1\n"}
 * ```
 */
export function placeReference(template: TemplateBodies, reference: string): TemplateBodies {
  if (!isReference(reference)) {
    throw new WaxsealError('seal-reference-invalid', 'a reference is `wx_` and up to 64 letters, digits, `_` and `-`')
  }
  const placed: { html?: string; text?: string } = {}
  if (template.html !== undefined) placed.html = placeInHtml(template.html, reference)
  if (template.text !== undefined) placed.text = placeInText(template.text, reference)
  return placed
}

function placeInText(text: string, reference: string): string {
  if (lineBefore(text, text.length)?.reference === reference) return text
  const bare = text.trimEnd()
  return `${bare}${bare === '' ? '' : '\n\n'}${REFERENCE_LABEL}${reference}\n`
}

function placeInHtml(html: string, reference: string): string {
  const at = htmlPlace(html)
  if (blockBefore(html, at)?.reference === reference) return html
  return `${html.slice(0, at)}${HTML_BEFORE}${reference}${HTML_AFTER}${html.slice(at)}`
}

/** The text without the reference lines at the place of `placeReference`, however many follow one another there. For comparison only. */
export function withoutReferenceInText(text: string): string {
  let end = text.length
  for (let found = lineBefore(text, end); found; found = lineBefore(text, end)) end = found.start
  return text.slice(0, end)
}

/**
 * The HTML without the reference blocks at the place of `placeReference`, however many follow one another there. For comparison only:
 * what stands around them is joined.
 */
export function withoutReferenceInHtml(html: string): string {
  const place = htmlPlace(html)
  let end = place
  for (let found = blockBefore(html, end); found; found = blockBefore(html, end)) end = found.start
  return html.slice(0, end) + html.slice(place)
}

interface PlacedReference {
  readonly reference: string
  readonly start: number
}

/** The reference line that ends before `end`, white space left out. Time is bounded by what it skips: it reads letters of others. */
function lineBefore(text: string, end: number): PlacedReference | undefined {
  const lineEnd = skipBlanksBack(text, end)
  const from = Math.max(0, lineEnd - REFERENCE_LABEL.length - MAX_REFERENCE)
  const label = text.slice(from, lineEnd).lastIndexOf(REFERENCE_LABEL)
  if (label < 0) return undefined
  const start = from + label
  const reference = text.slice(start + REFERENCE_LABEL.length, lineEnd)
  const ownLine = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r'
  return ownLine && isReference(reference) ? { reference, start } : undefined
}

/** The reference block that ends at `end`. */
function blockBefore(html: string, end: number): PlacedReference | undefined {
  const from = Math.max(0, end - HTML_BEFORE.length - MAX_REFERENCE - HTML_AFTER.length)
  const window = html.slice(from, end)
  const open = window.lastIndexOf(HTML_BEFORE)
  if (open < 0 || !window.endsWith(HTML_AFTER)) return undefined
  const reference = window.slice(open + HTML_BEFORE.length, -HTML_AFTER.length)
  return isReference(reference) ? { reference, start: from + open } : undefined
}

/** Where the block belongs: before the `</body>` or `</body></html>` that the HTML ends with, else at its end; white space after it. */
function htmlPlace(html: string): number {
  const end = skipBlanksBack(html, html.length)
  const inner = closingTagBefore(html, end, '</html')
  return closingTagBefore(html, inner === undefined ? end : skipBlanksBack(html, inner), '</body') ?? end
}

/** Where the closing tag that ends at `end` begins. */
function closingTagBefore(html: string, end: number, tag: string): number | undefined {
  if (html[end - 1] !== '>') return undefined
  const nameEnd = skipBlanksBack(html, end - 1)
  const start = nameEnd - tag.length
  return start >= 0 && html.slice(start, nameEnd).toLowerCase() === tag ? start : undefined
}

function skipBlanksBack(text: string, end: number): number {
  let at = end
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) at--
  return at
}

/** The references that a text names, each once, at most `limit` of them. */
export function findReferences(text: string, limit: number): string[] {
  const found = new Set<string>()
  for (let at = text.indexOf(REFERENCE_LABEL); at >= 0; at = text.indexOf(REFERENCE_LABEL, at + 1)) {
    const start = at + REFERENCE_LABEL.length
    const reference = /^wx_[A-Za-z0-9_-]{1,64}(?![A-Za-z0-9_-])/.exec(text.slice(start, start + MAX_REFERENCE + 1))?.[0]
    if (reference !== undefined) found.add(reference)
    if (found.size >= limit) break
  }
  return [...found]
}
