import type { Duration } from '@waxseal/core'
import type { Access } from './access.js'
import { Arguments } from './arguments.js'

/** What a key is to be. Everything in it stands in the record: ids and words, no names or addresses of people. */
export interface KeySpec extends Access {
  /** Whose key it is: the id of a service or of a person. */
  readonly owner: string
  /** What it is for, in a few words. */
  readonly purpose?: string | undefined
  /** How long a version of the key lives. One that is made by rotation has the whole time again. */
  readonly expiresIn?: Duration | undefined
  /** When the key ends with all its versions, epoch milliseconds. */
  readonly expiresAt?: number | undefined
  /** The principal who is shown the secret. */
  readonly by?: string | undefined
}

/** A spec that was checked, as the record keeps it. */
export interface CheckedSpec {
  readonly owner: string
  readonly purpose?: string
  readonly scopes: readonly string[]
  readonly lists?: readonly string[]
  readonly ips?: readonly string[]
  /** Milliseconds. */
  readonly lifetime?: number
  readonly expiresAt?: number
}

const MEMBERS = ['owner', 'purpose', 'scopes', 'lists', 'ips', 'expiresIn', 'expiresAt', 'by'] as const

/** Checks a spec and takes a copy of it. Throws `key-spec-invalid`. */
export function checkSpec(spec: KeySpec, now: number): { readonly spec: CheckedSpec; readonly by: string | undefined } {
  const given = new Arguments('issue', spec, MEMBERS)
  const checked = {
    owner: given.requiredText('owner'),
    purpose: given.text('purpose'),
    scopes: given.scopes('scopes'),
    lists: given.lists('lists'),
    ips: given.networks('ips'),
    lifetime: given.duration('expiresIn'),
    expiresAt: given.instantAfter('expiresAt', now),
  }
  return { spec: withoutUndefined(checked), by: given.text('by') }
}

/** When a version made now ends; `undefined`: never. */
export function expiryOf({ lifetime, expiresAt }: CheckedSpec, now: number): number | undefined {
  const end = Math.min(
    lifetime === undefined ? Number.POSITIVE_INFINITY : now + lifetime,
    expiresAt ?? Number.POSITIVE_INFINITY,
  )
  return end === Number.POSITIVE_INFINITY ? undefined : end
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** A copy that lacks what is `undefined`, which the record could not say. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>
}
