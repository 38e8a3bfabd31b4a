import {
  type Clock,
  encodeBase64url,
  normalizeEmailAddress,
  type Random,
  systemClock,
  systemRandom,
  WaxsealError,
} from '@waxseal/core'
import type { SandboxOptions } from './options.js'

/** The options of a sandbox, checked and complete. */
export interface Settings {
  readonly directory: string
  readonly host: string
  readonly port: number
  readonly apiKey: string
  readonly goApiKey: string
  readonly accountId: string
  readonly senders: readonly string[] | undefined
  readonly lists: readonly { readonly id: string; readonly title: string }[]
  readonly clock: Clock
  readonly random: Random
  readonly jobDelay: number
}

/** Checks the options. Throws `sandbox-option-invalid`, which names the option and not its value. */
export function readSettings(options: SandboxOptions): Settings {
  const { directory, jobDelay = 50, lists = [], port = 0, random = systemRandom, senders } = options
  const accountId = options.accountId ?? '1234567'
  const apiKey = options.apiKey ?? newKey(random)
  const goApiKey = options.goApiKey ?? newKey(random)
  assertOption('directory', typeof directory === 'string' && directory !== '')
  assertOption('port', Number.isInteger(port) && port >= 0 && port < 65_536)
  assertOption('host', (options.host ?? '127.0.0.1') === '127.0.0.1')
  assertOption('apiKey', apiKey !== '')
  assertOption('goApiKey', goApiKey !== '')
  assertOption('accountId', /^[1-9]\d{0,14}$/.test(accountId))
  assertOption('senders', senders?.every((sender) => normalizeEmailAddress(sender) !== undefined) !== false)
  const ids = new Set(lists.map((list) => list.id))
  assertOption('lists', ids.size === lists.length && lists.every((list) => /^[1-9]\d{0,14}$/.test(list.id)))
  assertOption('jobDelay', jobDelay >= 0 && jobDelay < 2 ** 31)
  const clock = options.clock ?? systemClock
  return { directory, host: '127.0.0.1', port, apiKey, goApiKey, accountId, senders, lists, clock, random, jobDelay }
}

/** Throws `sandbox-option-invalid`, which names the option and not its value. */
export function assertOption(option: string, good: boolean): void {
  if (good) return
  throw new WaxsealError('sandbox-option-invalid', `option \`${option}\` is not usable`, { details: { option } })
}

/** A key that nobody guesses. */
export function newKey(random: Random): string {
  return encodeBase64url(random(24))
}
