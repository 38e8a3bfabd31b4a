import type { DkimCode, DkimResult } from './dkim-result.js'
import type { DkimSignature, DkimSignatureFault } from './dkim-signature.js'
import type { HeaderField } from './header-fields.js'

/** What a signature says of itself, before anything is checked. */
export function factsOf(field: HeaderField, signature: DkimSignature, signed: readonly HeaderField[]) {
  return {
    field: field.number,
    domain: signature.domain,
    selector: signature.selector,
    algorithm: signature.algorithm,
    ...(signature.bodyLength === undefined ? {} : { bodyLength: signature.bodyLength }),
    // A field name may hold anything printable, an address too.
    signedHeaders: signature.signedHeaders.map((name) => (name.includes('@') ? '•' : name)),
    signedFields: signed.map(({ number }) => number).sort((left, right) => left - right),
    weak: [],
    ...(signature.signedAt === undefined ? {} : { signedAt: signature.signedAt }),
    ...(signature.expiresAt === undefined ? {} : { expiresAt: signature.expiresAt }),
  }
}

/** The outcome of a signature that was not checked. */
export function permerror(code: DkimCode) {
  return { status: 'permerror', code, headerSignature: 'unchecked', bodyHash: 'unchecked' } as const
}

/** The result for a field that cannot be read as a signature. */
export function unusable(field: HeaderField, fault: DkimSignatureFault): DkimResult {
  const { code, domain, selector, algorithm } = fault
  const empty = { signedHeaders: [], signedFields: [], weak: [] }
  return { field: field.number, domain, selector, algorithm, ...empty, ...permerror(code) }
}

/** The result for a signature that is not looked at. */
export function beyondLimit(field: HeaderField): DkimResult {
  return unusable(field, { code: 'signature-limit', domain: '', selector: '', algorithm: 'unknown' })
}
