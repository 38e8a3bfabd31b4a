import { BOUNCE_DOMAIN } from './hosts.js'

const WORDS: Readonly<Record<string, string>> = {
  ru: 'Отписаться от рассылки',
  ua: 'Відписатися від розсилки',
  en: 'Unsubscribe from this mailing',
}

/** The body of a letter. */
export interface LetterBody {
  readonly text: string
  readonly html: string
}

/** Adds the unsubscribe line that the provider puts under every letter. */
export function withFooter(body: LetterBody, language: string, url: string): LetterBody {
  const words = WORDS[language] ?? WORDS.en ?? ''
  const line = `<p style="font-size:11px"><a href="${url}">${words}</a></p>`
  const end = body.html.toLowerCase().lastIndexOf('</body>')
  const html = end < 0 ? `${body.html}\n${line}` : `${body.html.slice(0, end)}${line}\n${body.html.slice(end)}`
  return { text: `${body.text}\n\n--\n${words}: ${url}\n`, html }
}

/** The link in the body; the hash is the recipient's bearer secret. */
export function unsubscribeUrl(language: string, hash: string): string {
  return `https://${BOUNCE_DOMAIN}/${language}/unsubscribe?hash=${hash}`
}

/** The link for List-Unsubscribe. */
export function oneClickUrl(language: string, hash: string): string {
  return `https://${BOUNCE_DOMAIN}/${language}/v5/unsubscribe/immediately?hash=${hash}`
}
