import type { ContentRule } from '@waxseal/policy'
import { findSeal, parseLetter, placeReference } from '@waxseal/provenance'
import type { Problem } from '../answer.js'
import { htmlOfText } from '../send/merge.js'
import type { Draft } from './draft.js'
import { inspectContent } from './inspect-content.js'

/** As long as a real reference, and in the same letters. */
const REFERENCE = `wx_${'A'.repeat(22)}`

/**
 * Inspects a letter twice: as it was written, and as it will leave, with the reference of its seal in place. What is sent must be
 * what was inspected.
 */
export function inspectLetter(draft: Draft, anyOf: readonly ContentRule[]): readonly Problem[] {
  const written = inspectContent(draft, anyOf)
  if (written.length > 0) return written
  const bodies = {
    html: draft.html ?? htmlOfText(draft.text ?? ''),
    ...(draft.text === undefined ? {} : { text: draft.text }),
  }
  const placed = placeReference(bodies, REFERENCE)
  if (!isFound('text/html', placed.html) || !isFound('text/plain', placed.text)) {
    return [{ code: 'seal-hidden', message: 'the letter hides the reference of its seal or holds one of its own' }]
  }
  return inspectContent({ ...draft, ...placed }, anyOf)
}

/** Whether the reference, and no other, will be read in the letter that arrives. */
function isFound(type: string, body: string | undefined): boolean {
  if (body === undefined) return true
  return findSeal(parseLetter(`Content-Type: ${type}; charset=utf-8\r\n\r\n${body}`)).reference === REFERENCE
}
