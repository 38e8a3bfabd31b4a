const DOT = 46
const COLON = 58

/**
 * The words of the address that was scanned last: one for IPv4, four for IPv6. A result object for each address would cost a look-up
 * in a set more than the search itself.
 */
export const scanned = /* @__PURE__ */ new Uint32Array(4)

const groups = /* @__PURE__ */ new Uint16Array(8)

/**
 * Reads the address that fills the text up to `end` into `scanned`. An IPv4-mapped IPv6 address is read as its IPv4.
 *
 * @returns the version, or 0 for anything that is no address.
 */
export function scanIpAddress(text: string, end: number): 0 | 4 | 6 {
  if (end < 2 || end > 45) return 0
  // A group has four digits at most, so an IPv6 address shows a colon among its first five characters.
  for (let index = 0; index < end && index < 5; index++) {
    if (text.charCodeAt(index) === COLON) return scanV6(text, end)
  }
  return scanV4(text, 0, end, 0) ? 4 : 0
}

function scanV4(text: string, start: number, end: number, slot: number): boolean {
  let word = 0
  let dots = 0
  let part = 0
  let digits = 0
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index)
    if (code >= 48 && code <= 57) {
      if (part === 0 && digits > 0) return false
      part = part * 10 + code - 48
      if (part > 255) return false
      digits++
    } else {
      if (code !== DOT || digits === 0 || dots === 3) return false
      word = (word << 8) | part
      dots++
      part = 0
      digits = 0
    }
  }
  if (digits === 0 || dots !== 3) return false
  scanned[slot] = (word << 8) | part
  return true
}

function scanV6(text: string, end: number): 0 | 4 | 6 {
  if (!scanGroups(text, end)) return 0
  for (let slot = 0; slot < 4; slot++) {
    scanned[slot] = ((groups[slot * 2] ?? 0) << 16) | (groups[slot * 2 + 1] ?? 0)
  }
  if (scanned[0] !== 0 || scanned[1] !== 0 || scanned[2] !== 0xffff) return 6
  scanned[0] = scanned[3] ?? 0
  return 4
}

/** Reads the eight groups of RFC 4291 section 2.2 into `groups`. */
function scanGroups(text: string, end: number): boolean {
  let count = 0
  let gap = -1
  let index = 0
  if (text.startsWith('::')) {
    gap = 0
    index = 2
  }
  while (index < end) {
    if (count === 8) return false
    const start = index
    index = scanGroup(text, start, end, count)
    if (index === start) return false
    count++
    if (index === end) break
    const code = text.charCodeAt(index)
    if (code === DOT) {
      if (count > 7 || !scanV4(text, start, end, 0)) return false
      groups[count - 1] = (scanned[0] ?? 0) >>> 16
      groups[count++] = scanned[0] ?? 0
      break
    }
    if (code !== COLON || ++index === end) return false
    if (text.charCodeAt(index) === COLON) {
      if (gap >= 0) return false
      gap = count
      index++
    }
  }
  return gap < 0 ? count === 8 : fillGap(gap, count)
}

/** Reads up to four hexadecimal digits and returns the index behind them. */
function scanGroup(text: string, start: number, end: number, slot: number): number {
  let group = 0
  let index = start
  for (; index < end && index - start < 4; index++) {
    const digit = hexDigit(text.charCodeAt(index))
    if (digit < 0) break
    group = group * 16 + digit
  }
  groups[slot] = group
  return index
}

/** Without a branch between digits and letters: a processor cannot guess which comes next, and each wrong guess costs. */
function hexDigit(code: number): number {
  const letter = code | 32
  const outside = ((code - 48) | (57 - code)) & ((letter - 97) | (102 - letter))
  return outside < 0 ? -1 : (code & 15) + 9 * (code >> 6)
}

/** Moves the groups behind the gap to the end. A gap stands for one group at least. */
function fillGap(gap: number, count: number): boolean {
  const zeros = 8 - count
  for (let index = 7; index >= gap + zeros; index--) groups[index] = groups[index - zeros] ?? 0
  for (let index = gap; index < gap + zeros; index++) groups[index] = 0
  return zeros > 0
}
