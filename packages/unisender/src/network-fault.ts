import { systemCode } from '@waxseal/core'
import { type Fault, failed } from './fault.js'

/** Codes of failures that happen before a connection stands, so that no byte of the request can have left. */
const BEFORE_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NONAME',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * The fault for an error of `fetch`: refused connection, failed DNS and failed TLS mean that nothing was sent, anything else that
 * nobody knows. Runtimes that give no system code land on the careful side.
 */
export function networkFault(error: unknown): { ok: false; fault: Fault } {
  const code = systemCode(error)
  const before = code !== undefined && (BEFORE_CONNECTION.has(code) || code.startsWith('CERT_'))
  return failed('network', { outcome: before ? 'not-sent' : 'unknown', cause: error })
}
