import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Clock, encodeBase64url, type JsonObject, type KeyRing, type Random, randomId, utf8 } from '@waxseal/core'
import type { SigningKeys } from '@waxseal/keys'
import { makeSeal, type SealStatement, sealKey, templateHash } from '@waxseal/provenance'
import type { Draft } from './content/draft.js'

/** A seal that was made: its signed statement, the short reference that stands in the letter, and what it says. */
export interface MadeSeal {
  readonly reference: string
  readonly jws: string
  readonly statement: SealStatement
}

/** Who carries a letter: a provider and the account there, or the host's own transport. */
export interface Carrier {
  readonly provider: string
  readonly account: string
}

/** Makes the seals of one tenant. */
export interface Sealer {
  seal(draft: Draft, campaign: string, principal: string, carrier: Carrier): Promise<MadeSeal>
  /** The pseudonym under which a principal stands in seals; only the holder of the key ring can tell who it is. */
  pseudonym(principal: string): Promise<string>
  /** The public keys of all seals of this ring. */
  jwks(): Promise<{ keys: JsonObject[] }>
}

/** What a sealer needs to know. */
export interface SealerOptions {
  readonly keyRing: KeyRing
  readonly tenant: string
  readonly issuer: string
  readonly clock: Clock
  readonly random: Random
  /** Keys of their own that sign, in place of one derived from the ring. */
  readonly sealKeys: SigningKeys | undefined
}

/** Makes the sealer of a tenant. */
export function createSealer(options: SealerOptions): Sealer {
  const { keyRing, tenant, sealKeys } = options

  async function pseudonym(principal: string): Promise<string> {
    const key = await keyRing.current({ tenant, use: 'pseudonym' })
    return `p_${encodeBase64url(hmac(sha256, key.bytes, utf8(principal)).subarray(0, 16))}`
  }

  return {
    pseudonym,
    async seal(draft, campaign, principal, carrier) {
      const reference = randomId('wx', options.random)
      const statement: SealStatement = {
        v: 1,
        iss: options.issuer,
        tenant,
        id: reference,
        provider: carrier.provider,
        account: carrier.account,
        campaign,
        principal: await pseudonym(principal),
        iat: Math.floor(options.clock() / 1000),
        template: templateHash({
          from: draft.from,
          subject: draft.subject,
          ...(draft.fromName === undefined ? {} : { fromName: draft.fromName }),
          ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
          ...(draft.html === undefined ? {} : { html: draft.html }),
          ...(draft.text === undefined ? {} : { text: draft.text }),
        }),
      }
      const key = (await sealKeys?.current()) ?? (await sealKey(await keyRing.current({ tenant, use: 'seal' })))
      return { reference, statement, jws: await makeSeal(statement, key) }
    },
    async jwks() {
      const keys: JsonObject[] = []
      for (const id of await keyRing.ids()) {
        const key = await keyRing.find({ tenant, use: 'seal' }, id)
        if (key !== undefined) keys.push((await sealKey(key)).publicJwk)
      }
      const { keys: own } = (await sealKeys?.jwks()) ?? { keys: [] }
      // Nobody can tell what was sealed before a key fell into other hands: the thief writes any date.
      return { keys: [...own.filter((key) => key.revoked === undefined), ...keys] }
    },
  }
}
