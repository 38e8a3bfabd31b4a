import { listsFor, whoCan } from '../ask/ask.js'
import { matrix } from '../ask/matrix.js'
import { type Book, documentOf } from '../change/book.js'
import { applyChanges } from '../change/changes.js'
import { differences } from '../change/diff.js'
import type { Decision } from '../decision.js'
import { explain } from '../explain/explain.js'
import { definePolicy, ensurePolicy } from '../policy/define-policy.js'
import type { Policy } from '../policy/document.js'
import type { Engine, EngineOptions } from './engine.js'
import { judge } from './judge.js'
import { bookFrom, bookLike } from './open-book.js'
import { PrincipalReader } from './principal-record.js'
import { refuseUnknown } from './refusal.js'
import { createRuleBook, factsFor } from './rule-book.js'
import { listOf, principalOf, readSituation } from './situation.js'

const books = /* @__PURE__ */ new WeakMap<object, Book>()

/**
 * Makes a policy ready for decisions. Time and address come with each request; the engine reads no clock and opens nothing.
 *
 * @throws WaxsealError `policy-invalid` when a list or a principal is malformed, or a grant names a list that is not among `lists`;
 * `rule-invalid` when a rule or an obligation is.
 * @example
 * ```ts
 * import { createEngine, definePolicy } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { sender: {} },
 *   grants: [{ id: 'see-own', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'own' }, mask: ['email'] }],
 * })
 * const engine = createEngine(policy, { lists: ['spb', 'msk'] })
 * const maria = { id: 'maria', roles: ['sender'], lists: ['spb'] }
 * const context = { at: Date.parse('2026-11-23T19:05:00Z') }
 *
 * const view = engine.decide({ principal: maria, action: 'contacts.view', resource: { type: 'list', id: 'spb' }, context })
 * console.log(view.obligations) // [ { type: 'mask', fields: [ 'email' ] } ]
 * const other = engine.decide({ principal: maria, action: 'contacts.view', resource: { type: 'list', id: 'msk' }, context })
 * console.log(other.reason.message) // no grant allows `contacts.view` on list `msk`
 * ```
 */
export function createEngine(policy: Policy, options: EngineOptions): Engine {
  const checked = ensurePolicy(policy)
  const book = bookFrom(checked, options)
  const { state } = book
  const rules = createRuleBook(options.rules ?? [], options.obligations ?? [], state.actions, book.vocabulary.patterns)
  const reader = new PrincipalReader()
  let current: Policy | undefined = checked

  const engine: Engine = {
    get policy() {
      current ??= definePolicy(documentOf(book))
      return current
    },
    decide(request): Decision {
      try {
        const situation = readSituation(request, state, reader)
        return typeof situation === 'string' ? refuseUnknown(situation) : judge(situation, state, rules)
      } catch {
        // Only the caller's own code can throw here: a getter, a proxy.
        return refuseUnknown('request')
      }
    },
    factsFor: (action) => factsFor(rules, state.actions.find(action)),
    explain: (request, options) => explain(request, engine.decide(request), { state, rules, reader }, options),
    listsFor(who, deed, context) {
      const principal = unlessItThrows(() => principalOf(who, state, reader))
      const action = state.actions.find(deed)
      return principal === undefined || action === undefined ? [] : listsFor(state, rules, principal, action, context)
    },
    whoCan(deed, resource, context) {
      const action = state.actions.find(deed)
      const list = listOf(resource, state)
      return action === undefined || list === null ? [] : whoCan(state, rules, action, list, context)
    },
    matrix: (part) => matrix(state, part),
    apply(change) {
      applyChanges(Array.isArray(change) ? change : [change], book)
      current = undefined
    },
    diff(tomorrow) {
      const other = books.get(tomorrow) ?? bookLike(ensurePolicy(tomorrow as Policy), state)
      return differences(state, other.state)
    },
  }
  books.set(engine, book)
  return Object.freeze(engine)
}

/** Only the caller's own code can throw while he is read: a getter, a proxy. Then there is nobody. */
function unlessItThrows<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
