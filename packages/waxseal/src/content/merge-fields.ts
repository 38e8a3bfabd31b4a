import type { Findings } from './findings.js'

/** Beginnings of merge syntax that some provider knows. Only the plain `{{name}}` can be checked against a grant. */
const OTHER_SYNTAX = ['{%', '${', '$!', '*|', '[[', '{{{'] as const

const NAME = /^[\p{L}_][\p{L}\p{N}_ -]{0,63}$/u

/**
 * Notes every merge field of a text. Whatever is not the plain form `{{name}}` (defaults, filters, blocks, other template
 * languages) is a fault: what cannot be read for certain is not sent.
 */
export function findMergeFields(text: string, findings: Findings): void {
  for (const syntax of OTHER_SYNTAX) {
    if (text.includes(syntax)) findings.fault('merge-syntax', `merge syntax \`${syntax}\` is not allowed`)
  }
  for (const { name } of mergeTags(text)) {
    if (findings.full) return
    if (name === undefined) findings.fault('merge-syntax', 'a merge field must have the plain form `{{name}}`')
    else findings.mergeField(name)
  }
}

/** A merge tag: its place in the text, and its name when it has the plain form. */
export interface MergeTag {
  readonly start: number
  readonly end: number
  readonly name: string | undefined
}

/** The merge tags of a text, one by one and in one pass. A tag that is never closed ends with the text and has no name. */
export function* mergeTags(text: string): Generator<MergeTag, void> {
  let start = text.indexOf('{{')
  while (start >= 0) {
    const close = text.indexOf('}}', start + 2)
    const end = close < 0 ? text.length : close + 2
    const inner = close < 0 ? '' : text.slice(start + 2, close)
    yield { start, end, name: NAME.test(inner) && inner.trim() === inner ? inner : undefined }
    start = text.indexOf('{{', end)
  }
}

/** The text with every merge tag replaced. */
export function replaceMergeTags(text: string, replacement: (name: string | undefined) => string): string {
  let result = ''
  let at = 0
  for (const tag of mergeTags(text)) {
    result += text.slice(at, tag.start) + replacement(tag.name)
    at = tag.end
  }
  return at === 0 ? text : result + text.slice(at)
}
