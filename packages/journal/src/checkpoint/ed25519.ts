import { decodeBase64url, importEd25519Seed } from '@waxseal/core'

/** A key pair whose private half cannot be read. */
export interface SigningKey {
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** The key of a seed of 32 bytes. */
export async function signingKeyOf(seed: Uint8Array): Promise<SigningKey> {
  const { signer, x } = await importEd25519Seed(seed)
  return {
    publicKey: decodeBase64url(x) ?? new Uint8Array(),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', signer, new Uint8Array(message))),
  }
}

/** Whether the signature is that of the public key (32 bytes) over the message. False for anything malformed. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message))
  } catch {
    // Bytes that are no point of the curve.
    return false
  }
}
