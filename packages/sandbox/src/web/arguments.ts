import { ApiFault, referenced } from './api-fault.js'
import type { FormTree, FormValue } from './form.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The arguments of a call, read by kind. A wrong or missing one is the provider's `invalid_arg`. */
export class Arguments {
  readonly #form: FormTree

  constructor(form: FormTree) {
    this.#form = form
  }

  has(name: string): boolean {
    return this.#form.has(name)
  }

  text(name: string): string | undefined {
    const value = this.#form.get(name)
    return value === undefined ? undefined : toText(value, name)
  }

  /** A text that must be there and not blank. */
  required(name: string): string {
    const text = this.text(name)
    if (text === undefined || text.trim() === '') throw new ApiFault('invalid_arg', `${name} is required`)
    return text
  }

  /** An id: digits, as text. */
  id(name: string): string {
    const text = this.required(name)
    if (!/^[1-9]\d{0,14}$/.test(text)) throw new ApiFault('invalid_arg', referenced(`${name} "${text}" is not an id`))
    return text
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name)
    if (text === undefined || text === '') return fallback
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new ApiFault('invalid_arg', `${name} must be a number from ${min} to ${max}`)
  }

  /** `0` or `1`; the words `true` and `false` are a known mistake of clients. */
  flag(name: string): boolean {
    const text = this.text(name)
    if (text === undefined || text === '' || text === '0') return false
    if (text === '1') return true
    throw new ApiFault('invalid_arg', `${name} must be 0 or 1`)
  }

  csv(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  }

  /** `k[]=a&k[]=b` or `k[0]=a&k[1]=b`, by index. */
  list(name: string): string[] | undefined {
    const value = this.#form.get(name)
    if (value === undefined) return undefined
    return inOrder(value, name).map((item) => toText(item, name))
  }

  /** `k[i][j]=v`: rows by index; a cell that was not sent is `undefined`. */
  matrix(name: string): (string | undefined)[][] {
    const value = this.#form.get(name)
    if (value === undefined) throw new ApiFault('invalid_arg', `${name} is required`)
    return inOrder(value, name).map((row) => {
      const cells: (string | undefined)[] = []
      for (const [key, cell] of asTree(row, name)) cells[toIndex(key, name)] = toText(cell, name)
      return Array.from(cells)
    })
  }

  /** `k[name]=bytes`. */
  files(name: string): ReadonlyMap<string, Uint8Array> {
    const value = this.#form.get(name)
    if (value === undefined) return new Map()
    const files = new Map<string, Uint8Array>()
    for (const [key, content] of asTree(value, name)) {
      if (typeof content !== 'string') throw new ApiFault('invalid_arg', `${name} holds no file`)
      files.set(toText(key, name), Buffer.from(content, 'latin1'))
    }
    return files
  }
}

function inOrder(value: FormValue, name: string): FormValue[] {
  const entries = [...asTree(value, name)].map(([key, item]) => [toIndex(key, name), item] as const)
  return entries.sort(([left], [right]) => left - right).map(([, item]) => item)
}

function asTree(value: FormValue, name: string): FormTree {
  if (typeof value === 'string') throw new ApiFault('invalid_arg', `${name} must be an array`)
  return value
}

function toIndex(key: string, name: string): number {
  // Bounded, because a row is kept as an array up to its highest index.
  if (/^\d{1,4}$/.test(key)) return Number(key)
  throw new ApiFault('invalid_arg', `${name} has an index that is not a number`)
}

function toText(value: FormValue, name: string): string {
  if (typeof value !== 'string') throw new ApiFault('invalid_arg', `${name} must not be an array`)
  try {
    return decoder.decode(Buffer.from(value, 'latin1'))
  } catch {
    throw new ApiFault('invalid_arg', `${name} is not UTF-8`)
  }
}
