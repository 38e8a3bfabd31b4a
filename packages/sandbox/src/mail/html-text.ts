const ENTITIES: Readonly<Record<string, string>> = { amp: '&', gt: '>', lt: '<', nbsp: ' ', quot: '"' }
const BREAKS = new Set(['br', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'p', 'table', 'tr', 'ul'])
const SILENT = new Set(['script', 'style', 'title'])

/** The plain-text part that the provider makes when the message has none: the words of the HTML and the addresses of its links. */
export function htmlToText(html: string): string {
  let text = ''
  let link = ''
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    text += html.slice(at, open < 0 ? html.length : open)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    if (close < 0) break
    const tag = html.slice(open + 1, close).toLowerCase()
    const name = /^\/?([a-z][a-z0-9]{0,9})/.exec(tag)?.[1] ?? ''
    at = close + 1
    if (BREAKS.has(name)) text += '\n'
    else if (name === 'a') {
      if (tag.startsWith('/')) text += link === '' ? '' : ` (${link})`
      link = tag.startsWith('/') ? '' : hrefOf(html.slice(open + 1, close))
    } else if (SILENT.has(name) && !tag.startsWith('/')) at = skip(html, at)
  }
  return decodeEntities(text)
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

/** Behind the next end tag: what is silent here holds no tags of its own. */
function skip(html: string, at: number): number {
  const end = html.indexOf('</', at)
  return end < 0 ? html.length : end
}

function hrefOf(tag: string): string {
  const start = tag.toLowerCase().indexOf('href="')
  if (start < 0) return ''
  const end = tag.indexOf('"', start + 6)
  return end < 0 ? '' : tag.slice(start + 6, end)
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|([A-Za-z]{2,6}));/g, (whole, code?: string, name?: string) => {
    if (code === undefined) return ENTITIES[name?.toLowerCase() ?? ''] ?? whole
    return Number(code) > 0 && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : ''
  })
}
