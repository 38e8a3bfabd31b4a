/** What the runner offers to the checks: a loopback server of its own (`runtimes/server.ts`), for the runtime's real `fetch`. */
export interface Surroundings {
  readonly server: string
}

/** Checks by name. One has passed when it ends without throwing. */
export type Checks = Readonly<Record<string, (surroundings: Surroundings) => void | Promise<void>>>

/** Throws unless both values have one form: members in any order, `undefined` told from absent, bytes as hexadecimal. */
export function equal(found: unknown, wanted: unknown): void {
  const [left, right] = [form(found), form(wanted)]
  if (left !== right) throw new Error(`${left} instead of ${right}`)
}

/** Throws unless the work throws an error with that code. */
export async function throwsCode(work: () => unknown, code: string): Promise<void> {
  try {
    await work()
  } catch (error) {
    return equal((error as { code?: unknown }).code, code)
  }
  throw new Error(`nothing was thrown instead of \`${code}\``)
}

/** Everything that an async iterable gives. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

function form(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return '(undefined)'
    if (typeof inner === 'number' && !Number.isFinite(inner)) return `(${inner})`
    if (inner instanceof Uint8Array) return Array.from(inner, (byte) => byte.toString(16).padStart(2, '0')).join('')
    if (inner instanceof Map || inner instanceof Set) return [...inner]
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
  })
}
