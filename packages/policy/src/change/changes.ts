import { policyInvalid, problemAt } from '../policy/problem.js'
import type { Book } from './book.js'
import type { Change } from './change.js'
import { handlers, type Undo } from './handlers.js'
import { setPrincipal } from './set-principal.js'

/**
 * Makes changes, all or none.
 *
 * @throws WaxsealError `policy-invalid`; nothing is changed then.
 */
export function applyChanges(changes: readonly Change[], book: Book): void {
  const undo: Undo[] = []
  try {
    for (const change of changes) undo.push(applyOne(change, book))
  } catch (error) {
    for (const takeBack of undo.reverse()) takeBack()
    throw error
  }
}

/** A change may come from a file or another process: whatever is not one of these is refused. */
function applyOne(change: Change, book: Book): Undo {
  const { put, remove, set, ...rest }: Readonly<Record<string, unknown>> = { ...change }
  if (set === 'principal' && put === undefined && remove === undefined) return setPrincipal(rest, book)
  const kind = put ?? remove
  if (
    set !== undefined ||
    (put === undefined) === (remove === undefined) ||
    typeof kind !== 'string' ||
    !Object.hasOwn(handlers, kind)
  ) {
    throw policyInvalid(['no such kind of change'])
  }
  const known = put !== undefined ? MEMBERS[kind as keyof typeof handlers] : [nameOf(kind)]
  const stranger = Object.keys(rest).find((key) => !known.includes(key))
  if (stranger !== undefined) throw policyInvalid([problemAt([stranger], 'unknown key')])
  const handler = handlers[kind as keyof typeof handlers]
  if (put !== undefined) return handler.put(change as never, book)
  return handler.remove(rest[nameOf(kind)] as string, book)
}

/** What a change that puts has beside its kind. */
const MEMBERS: { readonly [Kind in keyof typeof handlers]: readonly string[] } = {
  grant: ['grant'],
  role: ['name', 'role'],
  network: ['name', 'networks'],
  zone: ['name'],
  schedule: ['name', 'schedule'],
  list: ['list'],
  principal: ['principal'],
}

function nameOf(kind: string): 'id' | 'name' {
  return kind === 'grant' || kind === 'list' || kind === 'principal' ? 'id' : 'name'
}
