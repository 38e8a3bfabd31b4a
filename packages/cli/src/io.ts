import type { Clock } from '@waxseal/core'

/** What a command reads and writes: a parameter, so that commands can be tested without a terminal. */
export interface Io {
  /** Prints one line. */
  print(line: string): void
  /** Prints one line of complaint. */
  complain(line: string): void
  readStdin(): Promise<Uint8Array>
  /** Resolves when the person wants to stop. */
  readonly interrupted: Promise<void>
  /** @default the machine's own */
  readonly clock?: Clock
}

/** Exit codes: done, found wanting, misused, undecided, and failed by a fault that is no misuse: a missing file, the system. */
export const EXIT = { done: 0, wanting: 1, usage: 2, unknown: 3, failed: 4 } as const

/**
 * Foreign text for a terminal: control characters (escape sequences among them) and direction marks become `�`, so that a letter
 * cannot repaint the screen that judges it.
 *
 * @example
 * ```ts
 * import { printable } from '@waxseal/cli'
 *
 * console.log(printable('pass\u001b[2J')) // pass�[2J
 * ```
 */
export function printable(text: string): string {
  let result = ''
  for (const character of text) result += isControl(character.codePointAt(0) ?? 0) ? '�' : character
  return result
}

function isControl(code: number): boolean {
  const directionMark =
    code === 0x200e || code === 0x200f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || directionMark
}
