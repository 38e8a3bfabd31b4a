import MimeNode from 'nodemailer/lib/mime-node'
import type { LetterBody } from './footer.js'
import { mailDate } from './mail-date.js'

/** A letter to one recipient before it is written down. */
export interface LetterDraft {
  readonly from: { readonly name: string; readonly address: string }
  /** One mailbox, or the value of the header. */
  readonly to: { readonly name: string; readonly address: string } | string
  readonly replyTo?: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly body: LetterBody
  readonly attachments: ReadonlyMap<string, Uint8Array>
  readonly messageId: string
  readonly boundary: string
  readonly date: number
  /** Further headers, in order, written with exactly these names. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Writes the letter as MIME: text and HTML, in a mixed part with the attachments if there are any. */
export async function composeLetter(draft: LetterDraft): Promise<Buffer> {
  const spelling = new Map(draft.headers.map(([name]) => [name.toLowerCase(), name]))
  // Without this nodemailer writes `X-Envid` for `X-EnvId`, and shapes are what a verifier looks at.
  const normalizeHeaderKey = (key: string) => spelling.get(key.toLowerCase()) ?? key
  const mixed = draft.attachments.size > 0
  const root = new MimeNode(`multipart/${mixed ? 'mixed' : 'alternative'}; boundary="${draft.boundary}"`, {
    normalizeHeaderKey,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  root.setHeader('From', { name: draft.from.name, address: draft.from.address })
  root.setHeader('To', typeof draft.to === 'string' ? draft.to : { name: draft.to.name, address: draft.to.address })
  if (draft.replyTo !== undefined) root.setHeader('Reply-To', { ...draft.replyTo })
  root.setHeader('Subject', draft.subject)
  root.setHeader('Date', mailDate(draft.date))
  root.setHeader('Message-ID', `<${draft.messageId}>`)
  for (const [name, value] of draft.headers) root.addHeader(name, value)
  const body = mixed ? root.createChild(`multipart/alternative; boundary="a${draft.boundary}"`) : root
  body.createChild('text/plain; charset=utf-8').setContent(withCrlf(draft.body.text))
  body.createChild('text/html; charset=utf-8').setContent(withCrlf(draft.body.html))
  for (const [filename, content] of draft.attachments) {
    const part = root.createChild(false, { filename })
    part.setHeader('Content-Disposition', 'attachment')
    part.setContent(Buffer.from(content))
  }
  return await root.build()
}

/** Line breaks as SMTP has them: one that changed on the way would break the signatures. */
function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n')
}
