import { textShield } from './contacts/contact-view.js'

/** Ids of ours: a run of digits in one of them is no phone. */
const ID = /^(?:cmp|tok|wx)_[\w-]+$/

/**
 * Step 8 for every operation: what the grants mask is masked in every text of a result, also where no operation thought that it could
 * stand. Results are plain objects and arrays.
 */
export function shield(value: unknown, masked: ReadonlySet<string>): unknown {
  const text = textShield(masked)
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return ID.test(part) ? part : text(part)
    if (Array.isArray(part)) return part.map(walk)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [text(key), walk(member)]))
  }
  return masked.size === 0 ? value : walk(value)
}
