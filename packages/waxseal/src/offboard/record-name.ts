/**
 * Whether the record can name something by a value: a principal's id or a few words, of 1 to 200 characters, without an address
 * (`@`) or a control character in it. What it cannot name can neither be offboarded nor be known to know anything.
 */
export function isRecordName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200 && !/[@\p{Cc}]/u.test(value)
}
