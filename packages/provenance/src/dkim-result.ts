/** Signature algorithms of RFC 6376 and RFC 8463. */
export type DkimAlgorithm = 'ed25519-sha256' | 'rsa-sha1' | 'rsa-sha256'

/** Why a signature has its status. */
export type DkimCode =
  | 'algorithm-unknown'
  | 'body-hash-mismatch'
  | 'body-length-invalid'
  | 'canonicalization-unknown'
  | 'dns-limit'
  | 'dns-temporary'
  | 'domain-invalid'
  | 'expired'
  | 'from-unsigned'
  | 'identity-outside-domain'
  | 'key-ambiguous'
  | 'key-hash'
  | 'key-missing'
  | 'key-revoked'
  | 'key-service'
  | 'key-strict'
  | 'key-syntax'
  | 'key-type'
  | 'not-yet-valid'
  | 'pass'
  | 'query-method-unknown'
  | 'selector-invalid'
  | 'signature-limit'
  | 'signature-mismatch'
  | 'signature-syntax'
  | 'signature-version'
  | 'weak-hash'
  | 'weak-key'

/** One signature of a letter, judged. Facts stand beside the verdict: a signature that policy refuses may be mathematically right. */
export interface DkimResult {
  /** Number of the DKIM-Signature field. */
  readonly field: number
  /** `d=` in lower case; empty when it is no domain. */
  readonly domain: string
  /** `s=` in lower case; empty when it is no selector. */
  readonly selector: string
  readonly algorithm: DkimAlgorithm | 'unknown'
  readonly status: 'fail' | 'pass' | 'permerror' | 'temperror'
  readonly code: DkimCode
  /** Whether the signature over the header fields is right, whatever became of the body. */
  readonly headerSignature: 'invalid' | 'unchecked' | 'valid'
  /** Whether the body is the one that was signed. */
  readonly bodyHash: 'match' | 'mismatch' | 'unchecked'
  /** `l=`: how many octets of the canonical body are signed. */
  readonly bodyLength?: number
  /** Octets of the canonical body behind `l=`, which nobody signed; only where there is an `l=`. */
  readonly bodyUnsigned?: number
  /** `h=` in lower case, in its order. */
  readonly signedHeaders: readonly string[]
  /** Numbers of the header fields that `h=` took, in the order of the letter. */
  readonly signedFields: readonly number[]
  /** Length of the key: of an RSA modulus, or 256. */
  readonly keyBits?: number
  /** What in it is too weak by RFC 8301, also where the mathematics are right. */
  readonly weak: readonly ('hash' | 'key')[]
  /** `t=`, epoch seconds. */
  readonly signedAt?: number
  /** `x=`, epoch seconds. */
  readonly expiresAt?: number
  /** The key says that its domain is only trying DKIM out (`t=y`). */
  readonly testing?: boolean
}
