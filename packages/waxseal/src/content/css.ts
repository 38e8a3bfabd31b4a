import type { Findings } from './findings.js'
import { checkAddress } from './web-address.js'

const FORBIDDEN = /@import|url\s*\(|expression\s*\(|-moz-binding|alphaimageloader|(?<!scroll-)behavior\s*:/i
/** Functions that load a bare string, up to the end of the declaration. */
const LOADING = /(?:image-set|(?<![\w-])(?:image|src))\s*\(([^;{}]*)/gi

/**
 * Checks a piece of CSS: every `url(...)` is loaded by the mail program, so its host must be granted. Escapes, imports and
 * addresses in any other place are faults.
 */
export function checkCss(css: string, findings: Findings): void {
  // `width:100px\9;` speaks to old Outlooks alone; no other escape is so plain.
  const plain = css.replace(/\\9(?=[;}])/g, '')
  if (plain.includes('\\')) {
    findings.fault('css-escape', 'style sheets may not hold backslashes')
    return
  }
  const rest = takeUrls(plain, findings)
  if (FORBIDDEN.test(rest)) findings.fault('css-import', 'style sheets may not import, bind or compute anything')
  const loads = [...rest.matchAll(LOADING)].map(([, inner = '']) => inner)
  if (rest.includes('//') || loads.some((inner) => /[^\s\w.,()%#/-]|\b(?:var|attr|env)\s*\(/.test(inner))) {
    findings.fault('css-address', 'a style sheet may hold addresses inside `url(...)` only')
  }
}

/**
 * Checks each `url(...)` and gives what is left without comments. Comments, strings and `url(...)` are told apart in one pass
 * (CSS Syntax section 4.3.1), because each may hold the signs of the others.
 */
function takeUrls(css: string, findings: Findings): string {
  let rest = ''
  let at = 0
  const start = /\/\*|["']|url\(/gi
  for (let found = start.exec(css); found !== null; found = start.exec(css)) {
    const sign = found[0]
    const inside = found.index + sign.length
    const close = sign === '/*' ? '*/' : sign.length === 1 ? sign : ')'
    const end = css.indexOf(close, inside)
    if (end < 0) {
      findings.fault('css-unclosed', 'a comment, a string or an address in a style sheet is not closed')
      break
    }
    const inner = css.slice(inside, end)
    rest += css.slice(at, found.index)
    at = end + close.length
    if (close === ')') rest += takeUrl(inner, findings)
    else if (sign !== '/*') rest += takeString(inner, findings)
    start.lastIndex = at
  }
  return rest + css.slice(at)
}

function takeUrl(text: string, findings: Findings): string {
  const inner = text.trim()
  const quote = inner[0]
  const quoted = (quote === '"' || quote === "'") && inner.length > 1 && inner.endsWith(quote)
  if (inner.includes('/*')) findings.fault('css-address', 'an address in a style sheet may not hold a comment')
  checkAddress(quoted ? inner.slice(1, -1) : inner, 'image', findings)
  return ' '
}

function takeString(inner: string, findings: Findings): string {
  // A line break ends a string for browsers, and does not for others.
  if (/[\n\r\f]|\/\*|\*\//.test(inner)) findings.fault('css-string', 'a string in a style sheet cannot be read')
  if (/^\s*(?:https?|ftp|file):/i.test(inner)) {
    findings.fault('css-address', 'a style sheet may hold addresses inside `url(...)` only')
  }
  return `"${inner}"`
}
