import { isWaxsealError } from '@waxseal/core'
import { isUnisenderError } from './fault.js'
import { createUnisender, type UnisenderOptions } from './unisender.js'
import { createUnisenderGo, type UnisenderGoOptions } from './unisender-go.js'

/**
 * Makes a test of keys for the Web API: `true` when the provider takes the key, `false` when it refuses it. It reads the names of the
 * lists and changes nothing. Fits the option `test` of `createCredential` in `@waxseal/keys`.
 *
 * The test throws `ProviderError` when the provider could not be asked; making it throws as `createUnisender`.
 *
 * @example
 * ```ts
 * import { unisenderKeyTest } from '@waxseal/unisender'
 *
 * const answer = { error: 'no such key', code: 'invalid_api_key' }
 * const test = unisenderKeyTest({ fetch: async () => Response.json(answer) })
 * console.log(await test('old-key')) // false
 * ```
 */
export function unisenderKeyTest(options: Omit<UnisenderOptions, 'apiKey'> = {}): (key: string) => Promise<boolean> {
  createUnisender({ ...options, apiKey: 'none' })
  return (key) => isTaken(() => createUnisender({ ...options, apiKey: key }).call('getLists', {}))
}

/**
 * The same for Unisender Go and UniOne (`system/info`). They answer a wrong key and one of another data centre alike, so a wrong
 * `dataCenter` makes every key a refused one.
 *
 * @example
 * ```ts
 * import { unisenderGoKeyTest } from '@waxseal/unisender'
 *
 * const answer = { status: 'error', code: 114, message: 'User is not found' }
 * const test = unisenderGoKeyTest({ fetch: async () => Response.json(answer, { status: 401 }) })
 * console.log(await test('old-key')) // false
 * ```
 */
export function unisenderGoKeyTest(
  options: Omit<UnisenderGoOptions, 'apiKey'> = {},
): (key: string) => Promise<boolean> {
  createUnisenderGo({ ...options, apiKey: 'none' })
  return (key) => isTaken(() => createUnisenderGo({ ...options, apiKey: key }).call('system/info', {}))
}

async function isTaken(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (isUnisenderError(error, 'invalid-key') || isUnisenderError(error, 'wrong-data-center')) return false
    // What cannot be a key is none.
    if (isWaxsealError(error, 'bad-option')) return false
    throw error
  }
}
