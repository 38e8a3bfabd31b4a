import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson, encodeBase64url, utf8 } from '@waxseal/core'
import { type TemplateBodies, withoutReferenceInHtml, withoutReferenceInText } from './seal-place.js'

/** A message before merging, as the host wrote it. */
export interface MessageTemplate extends TemplateBodies {
  readonly from: string
  /** The name shown beside the address. */
  readonly fromName?: string
  /** The address that answers go to. */
  readonly replyTo?: string
  readonly subject: string
}

/**
 * The SHA-256 (base64url) of a template in canonical form: the canonical JSON of `from`, `fromName`, `html`, `replyTo`, `subject` and
 * `text` (absent ones left out), each without the seal's own place, in Unicode NFC, line ends as LF, white space at the end of lines
 * and empty lines at the end dropped. So the reference may be placed before or after hashing.
 *
 * @example
 * ```ts
 * import { placeReference, templateHash } from '@waxseal/provenance'
 *
 * const template = { from: 'news@romashka.ru', fromName: 'Romashka', subject: 'Spring', text: 'Hello\r\n' }
 * const sealed = { ...template, ...placeReference(template, 'wx_1') }
 * console.log(templateHash(template) === templateHash(sealed)) // true
 * ```
 */
export function templateHash(template: MessageTemplate): string {
  const { fromName, html, replyTo, text } = template
  const canonical = canonicalJson({
    from: canonicalText(template.from),
    subject: canonicalText(template.subject),
    ...(fromName === undefined ? {} : { fromName: canonicalText(fromName) }),
    ...(replyTo === undefined ? {} : { replyTo: canonicalText(replyTo) }),
    ...(html === undefined ? {} : { html: canonicalText(withoutReferenceInHtml(html)) }),
    ...(text === undefined ? {} : { text: canonicalText(withoutReferenceInText(text)) }),
  })
  return encodeBase64url(sha256(utf8(canonical)))
}

function canonicalText(text: string): string {
  const lines = text.normalize('NFC').split(/\r\n|\r|\n/)
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()
}
