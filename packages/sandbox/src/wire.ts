/**
 * The provider writes one and the same id now as a number, now as a text. The sandbox does so on purpose, in turns, so that
 * a client that trusts one of them is found out.
 */
export class WireNumbers {
  #turn = false

  write(value: number | string): number | string {
    this.#turn = !this.#turn
    return this.#turn ? Number(value) : String(value)
  }
}

/** `YYYY-MM-DD hh:mm:ss`, UTC. */
export function wireTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** Times are told in whole seconds, so they must be compared so. */
export function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}

/**
 * Reads `YYYY-MM-DD hh:mm[:ss]` as UTC.
 *
 * @returns epoch milliseconds, or `undefined` when it is no such time
 */
export function readWireTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})?$/.exec(text)
  if (parts === null) return undefined
  const at = Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? ':00'}Z`)
  return Number.isNaN(at) || wireTime(at).slice(0, text.length) !== text ? undefined : at
}
