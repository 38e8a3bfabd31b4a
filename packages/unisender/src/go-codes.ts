import type { Fault, UnisenderFaultCode } from './fault.js'

const CODES: ReadonlyMap<number, UnisenderFaultCode> = new Map<number, UnisenderFaultCode>([
  [101, 'invalid-key'],
  [102, 'invalid-key'],
  // A key of another data centre and a wrong key look alike: HTTP 401. The number tells them apart.
  [114, 'wrong-data-center'],
  [105, 'access-denied'],
  [106, 'access-denied'],
  [120, 'retry-later'],
  [121, 'retry-later'],
  [150, 'retry-later'],
  [215, 'access-denied'],
  [901, 'limit'],
  [902, 'limit'],
  [903, 'access-denied'],
  [904, 'no-money'],
  [905, 'limit'],
  [908, 'retry-later'],
  [1573, 'duplicate'],
  [1575, 'access-denied'],
  [1598, 'access-denied'],
  [1599, 'limit'],
])

/**
 * The fault for a numbered error of Unisender Go. The provider's table is open: an unknown number is a bad request with status 4xx
 * and a fault of the server with 5xx.
 */
export function goFault(status: number, code: number): Fault {
  const providerCode = String(code)
  const ours = CODES.get(code)
  // Limits by the day or by the plan do not pass within the time of a call.
  if (ours === 'limit') return { code: ours, providerCode, retryable: false }
  if (ours !== undefined) return { code: ours, providerCode }
  if (status === 429) return { code: 'limit', providerCode }
  if (status >= 500) return { code: 'retry-later', providerCode }
  return { code: status === 401 ? 'invalid-key' : status === 403 ? 'access-denied' : 'bad-argument', providerCode }
}
