import { AccessCheck } from './access.js'
import { judgeQuestion } from './judge-question.js'
import type { KeyBook } from './key-book.js'
import { KeyMatcher, PEPPER_LOST } from './key-matcher.js'
import { credentialOf, lapse } from './key-record.js'
import type { KeyEntry } from './key-series.js'
import { withoutUndefined } from './key-spec.js'
import type { ApiKeyState } from './key-state.js'
import { readKey, readSecret } from './key-text.js'
import type { KeyUses } from './key-uses.js'
import type { KeyRefusal, KeyVerification, VerifiedKey } from './verification.js'

/** The hot path: no promise, no write, one hash. */
export class KeyVerifier {
  readonly #book: KeyBook
  readonly #matcher: KeyMatcher
  readonly #uses: KeyUses
  readonly #checks = new Map<string, AccessCheck>()
  #latest = Number.NEGATIVE_INFINITY

  constructor(book: KeyBook, uses: KeyUses) {
    this.#book = book
    this.#matcher = new KeyMatcher(book.options.head, book.peppers)
    this.#uses = uses
  }

  /** Never throws: a clock or a journal that does leaves nothing that could be relied on. */
  verify(key: unknown, question: unknown): KeyVerification {
    try {
      return this.#verify(key, question)
    } catch {
      readSecret.fill(0)
      return refusal('not-ready')
    }
  }

  #verify(key: unknown, question: unknown): KeyVerification {
    const { head, journal, maxAge, clock } = this.#book.options
    const fault = readKey(key, head)
    if (fault !== undefined) return refusal(fault)
    const state = this.#book.current()
    const told = clock()
    const ready = state !== undefined && Number.isFinite(told)
    if (!ready || journal.age() > maxAge) {
      readSecret.fill(0)
      return refusal(ready ? 'stale' : 'not-ready')
    }
    // A clock that was set back accepts nothing again.
    if (told > this.#latest) this.#latest = told
    const now = this.#latest
    const number = this.#matcher.match(state)
    if (number === PEPPER_LOST) this.#book.healSoon(told)
    if (number < 0) return refusal(number === PEPPER_LOST ? 'pepper-lost' : 'unknown')
    const { columns, entries } = state
    const entry = entries[number]
    if (entry === undefined || !(now < columns.endOf(number))) return refusal((entry && lapse(entry, now)) ?? 'retired')
    const judged = judgeQuestion(columns.checks[number] ?? this.#check(state, entry), question)
    if (judged.refusal !== undefined) return refusal(judged.refusal)
    this.#uses.note(state, number, now, judged.ip)
    return columns.answers[number] ?? answer(state, entry)
  }

  /** Keys that may do the same share one, so that it is at hand. */
  #check({ columns }: ApiKeyState, { number, series: { data } }: KeyEntry): AccessCheck {
    const name = JSON.stringify([data.scopes, data.lists, data.ips])
    const check = this.#checks.get(name) ?? new AccessCheck(data)
    this.#checks.set(name, check)
    columns.checks[number] = check
    return check
  }
}

const REFUSALS = new Map<KeyRefusal, KeyVerification>()

/** One object for each code. */
function refusal(code: KeyRefusal): KeyVerification {
  let known = REFUSALS.get(code)
  if (known === undefined) {
    known = Object.freeze({ ok: false, code })
    REFUSALS.set(code, known)
  }
  return known
}

function answer({ columns }: ApiKeyState, entry: KeyEntry): VerifiedKey {
  const { owner, purpose, scopes, lists } = entry.series.data
  const { id, series } = entry
  const made = Object.freeze({
    ok: true,
    ...withoutUndefined({ id, series: series.id, owner, purpose, scopes, lists }),
    ...credentialOf(entry),
  } as const)
  columns.answers[entry.number] = made
  return made
}
