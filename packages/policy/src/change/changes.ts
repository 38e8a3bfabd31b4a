import { policyInvalid } from '../policy/problem.js'
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
    throw policyInvalid(['a change puts, removes or sets one thing of a known kind'])
  }
  const handler = handlers[kind as keyof typeof handlers]
  if (put !== undefined) return handler.put(change as never, book)
  const name = kind === 'grant' || kind === 'list' || kind === 'principal' ? rest.id : rest.name
  return handler.remove(name as string, book)
}
