import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson, decodeBase64url, encodeBase64url, type JsonValue, utf8, WaxsealError } from '@waxseal/core'
import type { FoundSecret } from './found.js'
import type { ReportSigner } from './offboard-ports.js'
import type { OffboardErrorCode } from './order.js'
import type { OpenStep, Step } from './step.js'

/** The `typ` in the header of a signed report: a token made for something else is no report. */
export const REPORT_TYPE = 'waxseal-report+jwt'

/** What a signed report says. Ids, codes and instants (epoch milliseconds); no secret, no name. */
export interface OffboardReport {
  readonly v: 1
  readonly type: 'mass-rotation' | 'offboarding'
  readonly tenant: string
  /** Who left. */
  readonly principal?: string
  readonly by: string
  readonly reason: string
  readonly successor?: string
  /** Milliseconds for which rotated API keys were accepted beside their successors. */
  readonly overlap: number
  /** Of a rotation by age, in milliseconds. */
  readonly maxAge?: number
  readonly begunAt: number
  readonly reportedAt: number
  /** Nothing is left open. */
  readonly complete: boolean
  /** The secrets that he could know. */
  readonly found: readonly FoundSecret[]
  readonly deeds: readonly Step[]
  readonly open: readonly OpenStep[]
  /** The record when the report was made. */
  readonly head: { readonly size: number; readonly root: string }
}

/** The hash by which the record knows a report: SHA-256 of its canonical JSON, base64url. */
export function reportHash(report: OffboardReport): string {
  return encodeBase64url(sha256(utf8(canonicalJson(report as unknown as JsonValue))))
}

/** Signs a report: a compact JWS (RFC 7515) with EdDSA. Throws `report-signer-invalid` when the signer made something else. */
export async function signReport(report: OffboardReport, signer: ReportSigner): Promise<string> {
  const jws = await signer.sign(report)
  const header = readHeader(jws)
  if (header?.alg === 'EdDSA' && header.typ === REPORT_TYPE && header.kid === signer.kid) return jws
  const message = `the signer of reports must make a compact JWS with EdDSA, its \`kid\` and the \`typ\` \`${REPORT_TYPE}\``
  throw new WaxsealError<OffboardErrorCode>('report-signer-invalid', message)
}

/** The header of a compact JWS, if that can be read. */
export function readHeader(jws: unknown): Readonly<Record<string, unknown>> | undefined {
  const [head = '', , , ...rest] = typeof jws === 'string' ? jws.split('.') : []
  const header = readJson(decodeBase64url(head))
  return rest.length === 0 && typeof header === 'object' && header !== null ? { ...header } : undefined
}

/** JSON in UTF-8 bytes, or `undefined`. */
export function readJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
