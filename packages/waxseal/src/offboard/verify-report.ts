import { decodeBase64url, type Journal, type JsonObject, utf8 } from '@waxseal/core'
import { keyStandingAt } from '@waxseal/keys'
import { type OffboardReport, REPORT_TYPE, readHeader, readJson, reportHash } from './report.js'
import { leaverStream, ROTATION_STREAMS } from './streams.js'

/** What a report is checked against. */
export interface VerifyReportOptions {
  /** The public keys of the signer, retired ones included. */
  readonly jwks: { readonly keys: readonly JsonObject[] }
  /** Looks also whether the report's hash stands on this record. */
  readonly journal?: Pick<Journal, 'read'> | undefined
}

/**
 * What became of a report. `malformed`, `unknown-key`, `bad-signature`; `key-compromised`: signed with a key that was in other hands by
 * then, and not on a record that would prove that it is older; `not-recorded`: the record does not know it.
 */
export type ReportCheck =
  | {
      readonly ok: true
      readonly report: OffboardReport
      readonly hash: string
      readonly recorded: boolean | undefined
    }
  | {
      readonly ok: false
      readonly code: 'bad-signature' | 'key-compromised' | 'malformed' | 'not-recorded' | 'unknown-key'
    }

const MAX_REPORT = 64 * 1024 * 1024

/**
 * Checks a signed report of an offboarding or a mass rotation: the signature, and with a journal also that the record knows it.
 *
 * @example
 * ```ts
 * import { verifyReport } from 'waxseal'
 *
 * console.log(await verifyReport('no.report', { jwks: { keys: [] } })) // { ok: false, code: 'malformed' }
 * ```
 */
export async function verifyReport(jws: string, { jwks, journal }: VerifyReportOptions): Promise<ReportCheck> {
  const refused = (code: (ReportCheck & { ok: false })['code']): ReportCheck => ({ ok: false, code })
  if (typeof jws !== 'string' || jws.length > MAX_REPORT) return refused('malformed')
  const [head = '', body = '', tail = ''] = jws.split('.')
  const header = readHeader(jws)
  const signature = decodeBase64url(tail)
  const report = readJson(decodeBase64url(body))
  if (header?.alg !== 'EdDSA' || header.typ !== REPORT_TYPE || signature?.length !== 64 || !isReport(report)) {
    return refused('malformed')
  }
  const keys = jwks.keys.filter(({ kid, kty, crv }) => kid === header.kid && kty === 'OKP' && crv === 'Ed25519')
  const key = keys[0]
  if (key === undefined) return refused('unknown-key')
  if (!(await isSigned(`${head}.${body}`, signature, key))) return refused('bad-signature')
  const hash = reportHash(report)
  const recorded = journal === undefined ? undefined : await isRecorded(journal, report, hash)
  if (recorded === false) return refused('not-recorded')
  // Without the record the only witness of the time is the report itself.
  const isMarked = key.revoked !== undefined
  if (isMarked && (recorded !== true || keyStandingAt(key, report.reportedAt) === 'compromised')) {
    return refused('key-compromised')
  }
  return { ok: true, report, hash, recorded }
}

async function isSigned(text: string, signature: Uint8Array, { x }: JsonObject): Promise<boolean> {
  const raw = decodeBase64url(String(x))
  if (raw?.length !== 32) return false
  try {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(raw), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(utf8(text)))
  } catch {
    return false
  }
}

async function isRecorded(journal: Pick<Journal, 'read'>, report: OffboardReport, hash: string): Promise<boolean> {
  const { tenant, principal, type, maxAge, reportedAt } = report
  const rotation = maxAge === undefined ? ROTATION_STREAMS.all : ROTATION_STREAMS.due
  const stream = principal === undefined ? rotation : leaverStream(principal)
  for await (const event of journal.read({ tenant, stream })) {
    if (event.type === `${type}.reported` && event.data.hash === hash && event.at === reportedAt) return true
  }
  return false
}

/** The signature vouches for the rest. */
function isReport(value: unknown): value is OffboardReport {
  const report = Object(value) as Partial<OffboardReport>
  const isKnown = report.type === 'offboarding' || report.type === 'mass-rotation'
  const hasParts = Array.isArray(report.deeds) && Array.isArray(report.open) && Array.isArray(report.found)
  return (
    report.v === 1 && isKnown && hasParts && typeof report.tenant === 'string' && typeof report.reportedAt === 'number'
  )
}
