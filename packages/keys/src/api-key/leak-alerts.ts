import { sha256 } from '@noble/hashes/sha2.js'
import { utf8, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import type { LeakOptions, LeakReport } from './report-leaked.js'

/** What GitHub is told about one match, as its page on the secret scanning partner program describes it. */
export interface LeakFeedback {
  /** SHA-256 of the match in hexadecimal: the answer holds no key. */
  readonly token_hash: string
  readonly token_type: string
  readonly label: 'true_positive' | 'false_positive'
}

/** An alert that was read. */
interface Alert {
  readonly token: string
  readonly type: string
  readonly where: string
}

const MOST_ALERTS = 10_000
const AT_ONCE = 32

/**
 * Takes the parsed body of an alert of GitHub's secret scanning partner program, an array of `{ token, type, url, source }`, retires every key
 * of ours in it and gives the feedback to answer with. Members that are no alerts are passed over. Check the signature of the
 * request before, against its raw body; even without it nobody can end a key here who does not hold it.
 *
 * Throws `leak-report-invalid` when the body is no array or has more than 10,000 members, and the first of what `reportLeaked` throws, after
 * all others were reported; the same body can be handed in again.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
 * import { createKeys, handleLeakAlerts } from '@waxseal/keys'
 *
 * const keys = createKeys({ journal: memoryJournal(), keyRing: memoryKeyRing() })
 * const { key } = await keys.issue({ owner: 'crm-backend', scopes: ['contacts.view'] })
 * const body = [{ token: key, type: 'acme_key', url: 'https://github.com/o/r/blob/1/app.ts', source: 'content' }]
 * console.log((await handleLeakAlerts(keys, body)).map(({ label }) => label)) // [ 'true_positive' ]
 * console.log(keys.verify(key)) // { ok: false, code: 'revoked' }
 * ```
 */
export async function handleLeakAlerts(
  keys: { reportLeaked(text: string, options: LeakOptions): Promise<LeakReport> },
  body: unknown,
): Promise<readonly LeakFeedback[]> {
  if (!Array.isArray(body) || body.length > MOST_ALERTS) {
    const message = `an alert is an array of at most ${MOST_ALERTS} matches`
    throw new WaxsealError<KeysErrorCode>('leak-report-invalid', message)
  }
  const alerts = body.flatMap((one) => readAlert(one) ?? [])
  const feedback: LeakFeedback[] = []
  const failures: unknown[] = []
  for (let first = 0; first < alerts.length; first += AT_ONCE) {
    const answers = alerts.slice(first, first + AT_ONCE).map(async ({ token, type, where }): Promise<LeakFeedback> => {
      const { leaked, unverifiable } = await keys.reportLeaked(token, { where })
      const label = leaked.length + unverifiable > 0 ? 'true_positive' : 'false_positive'
      return { token_hash: hex(sha256(utf8(token))), token_type: type, label }
    })
    for (const done of await Promise.allSettled(answers)) {
      if (done.status === 'fulfilled') feedback.push(done.value)
      else failures.push(done.reason)
    }
  }
  // Only now: one match that cannot be noted must not keep the others from being ended.
  if (failures.length > 0) throw failures[0]
  return feedback
}

function readAlert(value: unknown): Alert | undefined {
  const { token, type, url, source } = Object(value) as Readonly<Record<string, unknown>>
  if (typeof token !== 'string' || typeof type !== 'string') return undefined
  return { token, type, where: placeText(source, url) }
}

/** Comes from outside and stands in the record for good: no query, no address, no key, no endless text. */
function placeText(source: unknown, url: unknown): string {
  const [path = ''] = typeof url === 'string' ? url.slice(0, 2000).split(/[?#]/) : []
  const place = `${typeof source === 'string' ? source.slice(0, 40) : 'unknown'} ${path}`
  // Keys last: what stands for a strange character could make one out of its neighbours.
  const shown = place.replace(/[^\w ./:-]/g, '_').replace(/[a-z2-7]{16}_[a-z2-7]{39}/g, '…')
  return shown.slice(0, 200).trim() || 'unknown'
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
