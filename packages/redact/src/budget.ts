import { classAt, SPACE } from './char-class.js'

/**
 * Where to cut a text that is longer than the budget: before the word that the limit falls into, so that no half of an address stays
 * in front of the cut.
 */
export function cutAt(text: string, limit: number): number {
  let cut = Math.max(0, limit)
  while (cut > 0 && !isBlank(text, cut - 1)) cut--
  return cut
}

function isBlank(text: string, index: number): boolean {
  return text.charCodeAt(index) <= 0x20 || classAt(text, index) === SPACE
}
