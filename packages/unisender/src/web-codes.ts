import { type Fault, failed, type UnisenderFaultCode } from './fault.js'

/** The window of the provider's limits in milliseconds; nothing says how much of it is left. */
const WINDOW = 60_000

const CODES: ReadonlyMap<string, UnisenderFaultCode> = new Map<string, UnisenderFaultCode>([
  ['unspecified', 'unspecified'],
  ['invalid_api_key', 'invalid-key'],
  ['access_denied', 'access-denied'],
  ['unknown_method', 'unknown-method'],
  ['invalid_arg', 'bad-argument'],
  ['not_enough_money', 'no-money'],
  ['retry_later', 'retry-later'],
  ['api_call_limit_exceeded_for_api_key', 'limit'],
  ['api_call_limit_exceeded_for_ip', 'limit'],
])

/** `SZ151225-04 [..]`, `OB13012016 [..]`: what the support desk asks for. */
const REFERENCE = /^\s{0,4}([A-Z]{2}\d{6,8}(?:-\d{1,4})?)\b/

/** The fault that an error answer of the Web API stands for. An unknown code is kept as `providerCode` if it is a plain word. */
export function webFault(code: unknown, text: unknown): { ok: false; fault: Fault } {
  const word = typeof code === 'string' ? code : 'unspecified'
  const ours = CODES.get(word) ?? 'unspecified'
  const reference = typeof text === 'string' ? REFERENCE.exec(text)?.[1] : undefined
  return failed(ours, {
    ...(isPlainWord(word) ? { providerCode: word } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(ours === 'limit' ? { retryAfter: WINDOW } : {}),
  })
}

/** Whether a word of the provider can be shown: a code, and nothing that could be an address or a name. */
export function isPlainWord(word: string): boolean {
  return /^[a-z][a-z0-9_-]{0,63}$/i.test(word)
}
