import { FreeNames } from './free-names.js'
import { keyContext, NO_CONTEXT, type PhoneContext } from './phone-context.js'
import { type PlainForm, plainForm } from './plain-form.js'

/** Hides the values in a text, looking at no more than `most` characters; `key` is what the field's name says. */
export type HideText = (text: string, most: number, key: PhoneContext) => string

const MAX_DEPTH = 64
/** What each value costs besides its characters, so that a million empty ones are bounded too. */
const VALUE_COST = 16
/** Smaller numbers have fewer digits than any phone number. */
const MIN_NUMBER = 1_000_000

const TOO_DEEP = '[TOO DEEP]'
const UNREADABLE = '[UNREADABLE]'
const UNSCANNED = '[UNSCANNED]'

/** Makes a plain deep copy of a value with every text in it hidden as `hide` does. Never throws, never changes the value. */
export function copyObject(value: unknown, budget: number, hide: HideText): unknown {
  return new Copier(budget, hide).copy(value, NO_CONTEXT, 0)
}

class Copier {
  #left: number
  readonly #hide: HideText
  /** Copies by what the key said: a value shared by two fields may be a phone number in one of them only. */
  readonly #copies = new Map<PhoneContext, Map<object, unknown>>()

  constructor(budget: number, hide: HideText) {
    this.#left = budget
    this.#hide = hide
  }

  copy(value: unknown, key: PhoneContext, depth: number): unknown {
    this.#left -= VALUE_COST
    switch (typeof value) {
      case 'string':
        return this.#text(value, key)
      case 'number':
        return Math.abs(value) >= MIN_NUMBER ? this.#number(value, key) : value
      case 'bigint':
        return this.#number(value, key)
      case 'function':
      case 'symbol':
        return undefined
      case 'object':
        return value === null ? null : this.#object(value, key, depth)
      default:
        return value
    }
  }

  #text(text: string, key: PhoneContext): string {
    const hidden = this.#hide(text, Math.max(0, this.#left), key)
    this.#left -= text.length
    return hidden
  }

  #number(value: number | bigint, key: PhoneContext): number | bigint | string {
    const text = String(value)
    const hidden = this.#text(text, key)
    return hidden === text ? value : hidden
  }

  #object(value: object, key: PhoneContext, depth: number): unknown {
    let copies = this.#copies.get(key)
    if (copies === undefined) {
      copies = new Map()
      this.#copies.set(key, copies)
    }
    if (copies.has(value)) return copies.get(value)
    if (depth >= MAX_DEPTH) return TOO_DEEP
    if (this.#left <= 0) return UNSCANNED
    try {
      const form = plainForm(value)
      const copy = emptyCopy(form)
      // Remembered before it is filled, so that a cycle finds it.
      if (copy !== undefined) copies.set(value, copy)
      return this.#fill(form, copy, key, depth)
    } catch {
      // A revoked proxy or a trap that throws: what cannot be read is not shown.
      return UNREADABLE
    }
  }

  #fill(form: PlainForm, copy: unknown, key: PhoneContext, depth: number): unknown {
    switch (form.kind) {
      case 'text':
        return this.copy(form.value, key, depth)
      case 'kept':
        return form.value
      case 'list':
        return this.#list(form.items, copy as unknown[], key, depth + 1)
      case 'pairs':
        return this.#pairs(form.pairs, copy as unknown[], key, depth + 1)
      case 'map':
        return this.#map(form.entries, copy as Map<unknown, unknown>, key, depth + 1)
      case 'set':
        return this.#set(form.items, copy as Set<unknown>, key, depth + 1)
      case 'record':
        return this.#record(form.source, form.names, copy as Record<string, unknown>, key, depth + 1)
    }
  }

  #list(items: ArrayLike<unknown>, copy: unknown[], key: PhoneContext, depth: number): unknown[] {
    for (let index = 0; index < items.length; index++) {
      if (this.#left <= 0) {
        copy.push(UNSCANNED)
        break
      }
      copy.push(this.copy(read(items, index), key, depth))
    }
    return copy
  }

  #pairs(pairs: Iterable<readonly [string, unknown]>, copy: unknown[], key: PhoneContext, depth: number): unknown[] {
    for (const [name, value] of pairs) {
      if (this.#left <= 0) {
        copy.push([UNSCANNED, UNSCANNED])
        break
      }
      copy.push([this.#text(name, NO_CONTEXT), this.copy(value, keyContext(name) ?? key, depth)])
    }
    return copy
  }

  #map(
    entries: Iterable<[unknown, unknown]>,
    copy: Map<unknown, unknown>,
    key: PhoneContext,
    depth: number,
  ): Map<unknown, unknown> {
    const names = new FreeNames()
    for (const [name, value] of entries) {
      if (this.#left <= 0) {
        copy.set(UNSCANNED, UNSCANNED)
        break
      }
      const hidden = this.copy(name, NO_CONTEXT, depth)
      const said = typeof name === 'string' ? (keyContext(name) ?? key) : key
      copy.set(typeof hidden === 'string' ? names.take(hidden) : hidden, this.copy(value, said, depth))
    }
    return copy
  }

  #set(items: Iterable<unknown>, copy: Set<unknown>, key: PhoneContext, depth: number): Set<unknown> {
    const names = new FreeNames()
    for (const item of items) {
      if (this.#left <= 0) {
        copy.add(UNSCANNED)
        break
      }
      const hidden = this.copy(item, key, depth)
      copy.add(typeof hidden === 'string' ? names.take(hidden) : hidden)
    }
    return copy
  }

  #record(
    source: object,
    keys: readonly string[],
    copy: Record<string, unknown>,
    key: PhoneContext,
    depth: number,
  ): Record<string, unknown> {
    const names = new FreeNames()
    for (const name of keys) {
      if (this.#left <= 0) {
        define(copy, UNSCANNED, UNSCANNED)
        break
      }
      const value = read(source, name)
      if (typeof value === 'function' || typeof value === 'symbol') continue
      const hidden = names.take(this.#text(name, NO_CONTEXT))
      define(copy, hidden, this.copy(value, keyContext(name) ?? key, depth))
    }
    return copy
  }
}

function emptyCopy(form: PlainForm): object | undefined {
  switch (form.kind) {
    case 'list':
    case 'pairs':
      return []
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'record':
      return {}
    default:
      return undefined
  }
}

function read(from: object, name: string | number): unknown {
  try {
    return (from as Readonly<Record<string | number, unknown>>)[name]
  } catch {
    return UNREADABLE
  }
}

/** A plain assignment of `__proto__` would change the prototype of the copy instead of giving it a field. */
function define(copy: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true })
  } else {
    copy[name] = value
  }
}
