/** What a column holds. */
export type SqlType = 'text' | 'integer' | 'uuid'

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Whether an id is the one spelling of a value of a type. `0501` is another list than `501`, and yet a database would read both as
 * one number; a half of a character would be stored as another.
 */
export const IS_SPELT: Readonly<Record<SqlType, (id: string) => boolean>> = /* @__PURE__ */ Object.freeze({
  text: (id: string) => !id.includes('\0') && !LONE_SURROGATE.test(id),
  integer: (id: string) => INTEGER.test(id) && BigInt.asIntN(64, BigInt(id)) === BigInt(id),
  uuid: (id: string) => UUID.test(id),
})
