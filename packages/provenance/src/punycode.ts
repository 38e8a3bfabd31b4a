const BASE = 36
const MAX_CODE_POINT = 0x10ffff

/** A domain with its A-labels (`xn--…`) shown as letters (RFC 3492); a label that does not decode stays as it is. */
export function toUnicodeDomain(domain: string): string {
  return domain
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label))
    .join('.')
}

function decodePunycode(text: string): string | undefined {
  const dash = text.lastIndexOf('-')
  const out = dash < 0 ? [] : [...text.slice(0, dash)].map((char) => char.charCodeAt(0))
  let code = 128
  let place = 0
  let bias = 72
  for (let at = dash + 1; at < text.length; ) {
    const start = place
    let weight = 1
    for (let step = BASE; ; step += BASE) {
      const digit = digitOf(text.charCodeAt(at++))
      if (digit < 0 || weight > MAX_CODE_POINT * 64) return undefined
      place += digit * weight
      const threshold = Math.min(26, Math.max(1, step - bias))
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    const size = out.length + 1
    bias = adapt(place - start, size, start === 0)
    code += Math.floor(place / size)
    if (code > MAX_CODE_POINT) return undefined
    place %= size
    out.splice(place++, 0, code)
  }
  return String.fromCodePoint(...out)
}

function digitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97
  return code >= 48 && code <= 57 ? code - 22 : -1
}

function adapt(delta: number, size: number, first: boolean): number {
  let left = Math.floor(delta / (first ? 700 : 2))
  left += Math.floor(left / size)
  let bias = 0
  for (; left > 455; bias += BASE) left = Math.floor(left / 35)
  return bias + Math.floor((36 * left) / (left + 38))
}
