import { WaxsealError } from '@waxseal/core'
import { type DnsResolver, investigate, type MessageTemplate, type Verdict } from '@waxseal/provenance'
import type { CampaignState } from './campaigns.js'
import type { House } from './house.js'

/** What the record says of a letter that is ours. */
export interface LetterRecord {
  readonly campaign: string
  readonly list: string
  /** Who sent it: the host's id of the principal. */
  readonly principal: string
  /** Epoch milliseconds of the intent. */
  readonly at: number
}

/** A verdict, joined with the record where the letter is ours. */
export type LetterVerdict = Verdict & {
  /**
   * The campaign that the letter belongs to, and whose it was: by the provider's own number of the campaign where it is proved,
   * or by a seal that was made for this recipient.
   */
  readonly record?: LetterRecord
  /** What the seal says where nothing else bears it out: it may have been copied into this letter. */
  readonly claim?: LetterRecord
  /** Set when the seal names another campaign than the record allows: it was copied into this letter. */
  readonly contradiction?: string
}

/** Options of `verify`. */
export interface VerifyOptions {
  /** @default the resolver handed to `createWaxseal` */
  readonly dns?: DnsResolver
  /** The letter as it was handed to `campaigns.send`, to be compared with what arrived. */
  readonly template?: MessageTemplate
}

/** Reads a saved letter and says whether it is ours, and then which campaign and who sent it. Throws `dns-missing`. */
export async function verifyLetter(
  house: House,
  letter: Uint8Array | string,
  options: VerifyOptions,
): Promise<LetterVerdict> {
  const dns = options.dns ?? house.dns
  const { template } = options
  if (dns === undefined) throw new WaxsealError('dns-missing', 'verifying a letter needs a `dns` resolver')
  const verdict = await investigate(letter, {
    identities: [house.identity],
    dns,
    now: house.clock,
    ...(template === undefined ? {} : { templateOf: async () => template }),
    seals: {
      jwks: await house.sealer.jwks(),
      statementOf: async (reference) => house.campaigns.byReference(reference)?.jws,
      recipientKey: async (tenant, id) => {
        return tenant === house.tenant ? await house.keyRing.find({ tenant, use: 'recipient' }, id) : undefined
      },
    },
  })
  return verdict.kind === 'ours' ? joinRecord(house, verdict) : verdict
}

/**
 * A seal can be copied by anybody who may send from our domain or account. What cannot be copied leads: the provider's own number of
 * the campaign where it is proved, or the MAC over a recipient whom the letter's signature covers.
 */
function joinRecord(house: House, verdict: Verdict): LetterVerdict {
  const { campaign: sealed, principal, ...bare } = verdict
  const bySeal = sealed === undefined ? undefined : house.campaigns.get(sealed)
  const number = provedNumber(house, verdict)
  const byNumber = number === undefined ? undefined : house.campaigns.byProviderCampaign(number)
  if (bySeal === undefined) return byNumber === undefined ? bare : { ...bare, record: recordOf(byNumber) }
  const contradiction = contradictionOf(bySeal, number, byNumber)
  if (contradiction !== undefined) {
    const summary = 'The letter left from our account or domain; the seal in it belongs to another campaign.'
    return { ...bare, ...(byNumber === undefined ? {} : { record: recordOf(byNumber) }), summary, contradiction }
  }
  const forRecipient = verdict.statements.some(
    ({ code, strength }) => code === 'recipient-matches' && strength === 'proved',
  )
  const proved = bySeal.route === 'provider' ? byNumber === bySeal : forRecipient
  if (proved) return { ...verdict, record: recordOf(bySeal) }
  const summary = 'The letter is ours; which campaign it belongs to is only claimed by its seal.'
  return { ...bare, summary, claim: recordOf(bySeal) }
}

function contradictionOf(
  bySeal: CampaignState,
  number: string | undefined,
  byNumber: CampaignState | undefined,
): string | undefined {
  if (bySeal.status === 'not-sent' || bySeal.status === 'refused')
    return 'the seal is of a campaign that was never sent'
  const other = 'the seal is of another campaign than the one that carried the letter'
  if (byNumber !== undefined) return byNumber === bySeal ? undefined : other
  if (number === undefined) return undefined
  // A campaign whose outcome is not known yet has no number to compare with.
  return bySeal.route === 'source' || bySeal.providerCampaign !== undefined ? other : undefined
}

function provedNumber(house: House, { service }: Verdict): string | undefined {
  return service?.strength === 'proved' && service.id === house.provider?.id ? service.campaign : undefined
}

function recordOf({ id, list, principal, at }: CampaignState): LetterRecord {
  return { campaign: id, list, principal, at }
}
