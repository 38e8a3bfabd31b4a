import { ApiFault } from './api-fault.js'

/** A value of a form: bytes (one character a byte), or what stood in square brackets, in order. */
export type FormValue = string | FormTree

/** Named values. A map and no object: `__proto__` is a name like any other. */
export type FormTree = Map<string, FormValue>

const MAX_PAIRS = 200_000
const MAX_DEPTH = 4

/**
 * Reads `application/x-www-form-urlencoded` as PHP does (`parse_str`): `k=v`, `k[name]=v`, `k[]=v`, `k[0][1]=v`; a later value
 * replaces an earlier one. Values stay bytes, because attachments are no text.
 *
 * @param body one character a byte (`latin1`)
 */
export function parseForm(body: string, form: FormTree = new Map()): FormTree {
  let pairs = 0
  for (let start = 0; start < body.length; ) {
    const ampersand = body.indexOf('&', start)
    const end = ampersand < 0 ? body.length : ampersand
    if (end > start) {
      if (++pairs > MAX_PAIRS) throw new ApiFault('invalid_arg', `more than ${MAX_PAIRS} arguments`)
      const equals = body.indexOf('=', start)
      const split = equals < 0 || equals > end ? end : equals
      put(form, keyPath(percentDecode(body.slice(start, split))), percentDecode(body.slice(split + 1, end)))
    }
    start = end + 1
  }
  return form
}

/** `%XX` and `+` to bytes; a percent sign without two digits stands for itself, as in PHP. */
function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  return spaced.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function keyPath(key: string): string[] {
  const open = key.indexOf('[', 1)
  // PHP makes dots and blanks of the outer name underscores.
  const outer = (open < 0 ? key : key.slice(0, open)).trimStart().replace(/[ .]/g, '_')
  const path = [outer]
  for (let at = open; at >= 0 && key[at] === '['; ) {
    const close = key.indexOf(']', at)
    if (close < 0) break
    path.push(key.slice(at + 1, close))
    if (path.length > MAX_DEPTH) throw new ApiFault('invalid_arg', 'arguments are nested too deep')
    at = close + 1
  }
  return path
}

function put(form: FormTree, path: readonly string[], value: string): void {
  let tree = form
  for (let index = 0; index < path.length; index++) {
    const part = path[index] ?? ''
    const name = part === '' && index > 0 ? nextIndex(tree) : part
    if (index === path.length - 1) {
      tree.set(name, value)
      return
    }
    let inner = tree.get(name)
    if (inner === undefined || typeof inner === 'string') {
      inner = new Map()
      tree.set(name, inner)
    }
    tree = inner
  }
}

/** `k[]` goes behind the highest number so far. Numbers come in order nearly always, so the last key is looked at first. */
function nextIndex(tree: FormTree): string {
  if (tree.size === 0) return '0'
  if (tree.has(String(tree.size - 1))) return String(tree.size)
  let next = 0
  for (const key of tree.keys()) if (/^\d{1,9}$/.test(key)) next = Math.max(next, Number(key) + 1)
  return String(next)
}
