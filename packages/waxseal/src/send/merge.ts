import type { Draft } from '../content/draft.js'
import { replaceMergeTags } from '../content/merge-fields.js'

/** A letter after merging. */
export interface MergedLetter {
  readonly subject: string
  readonly html: string | undefined
  readonly text: string | undefined
}

/** Puts a contact's fields into a letter: escaped in HTML, without line breaks in the subject. A missing field is empty. */
export function mergeLetter(draft: Draft, fields: ReadonlyMap<string, string>): MergedLetter {
  const value = (name: string | undefined): string => (name === undefined ? '' : (fields.get(name) ?? ''))
  return {
    subject: replaceMergeTags(draft.subject, (name) => value(name).replace(/[\r\n\0]+/g, ' ')),
    html: draft.html === undefined ? undefined : replaceMergeTags(draft.html, (name) => escapeHtml(value(name))),
    text: draft.text === undefined ? undefined : replaceMergeTags(draft.text, value),
  }
}

/** A text as HTML, for roads that want HTML. */
export function htmlOfText(text: string): string {
  return `<p>${escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>\n')}</p>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
