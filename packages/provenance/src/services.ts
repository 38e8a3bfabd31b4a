import type { DkimResult } from './dkim-result.js'
import { isWithinDomain } from './domain-name.js'
import type { HeaderField } from './header-fields.js'
import type { Letter } from './letter.js'

/** What a header field of a mail service tells. The recipient that some of them hide is not read. */
export interface ServiceAccount {
  readonly account: string
  readonly campaign?: string
}

interface ServiceRow {
  readonly id: string
  readonly name: string
  /** Domains that the service signs with for all its customers. */
  readonly signingDomains: readonly string[]
  readonly readers: Readonly<Record<string, (value: string) => ServiceAccount | undefined>>
}

const SERVICES: readonly ServiceRow[] = [
  {
    id: 'unisender',
    name: 'Unisender',
    signingDomains: ['topeml.com'],
    readers: { 'x-envid': readEnvId, 'x-feedback-id': readFeedbackId },
  },
]

/** A service that a letter names, and how well it is shown. */
export interface FoundService {
  readonly id: string
  readonly name: string
  /** The passing signature of the service itself. */
  readonly signature?: DkimResult
  /** Account and campaign from fields that this signature covers. */
  readonly proved?: ServiceAccount
  /** Account and campaign from fields that nobody vouches for, and the field. */
  readonly claimed?: ServiceAccount
  readonly field?: HeaderField
}

/** Finds the service that carried a letter: by its own signature, else by what header fields claim. */
export function findService(letter: Letter, dkim: readonly DkimResult[]): FoundService | undefined {
  for (const { id, name, signingDomains, readers } of SERVICES) {
    const passes = dkim.filter(
      ({ status, domain }) => status === 'pass' && signingDomains.some((own) => isWithinDomain(domain, own)),
    )
    const fields = letter.headers.filter((field) => Object.hasOwn(readers, field.name.toLowerCase()))
    const read = (field: HeaderField) => readers[field.name.toLowerCase()]?.(field.value)
    for (const signature of passes) {
      const signed = new Set(signature.signedFields)
      const covered = fields.filter(({ number }) => signed.has(number))
      const proved = agreed(covered.map(read))
      if (proved) return { id, name, signature, proved, ...field(covered[0]) }
    }
    const claimed = agreed(fields.map(read))
    const [signature] = passes
    if (signature || claimed) {
      return { id, name, ...(signature ? { signature } : {}), ...(claimed ? { claimed } : {}), ...field(fields[0]) }
    }
  }
  return undefined
}

function field(first: HeaderField | undefined): { field?: HeaderField } {
  return first ? { field: first } : {}
}

/** What all readings agree on; nothing when one of them names another account. */
function agreed(readings: readonly (ServiceAccount | undefined)[]): ServiceAccount | undefined {
  const known = readings.filter((reading) => reading !== undefined)
  const [first] = known
  if (!first || known.some(({ account }) => account !== first.account)) return undefined
  const campaigns = new Set(known.flatMap(({ campaign }) => campaign ?? []))
  const [campaign] = campaigns
  return { account: first.account, ...(campaigns.size === 1 && campaign ? { campaign } : {}) }
}

/** `usproduction.b_<account>_<campaign>_…`, or `uoproduction.tr_<account>:<job>:1_<recipient in base64>…`. */
function readEnvId(value: string): ServiceAccount | undefined {
  const bulk = /^[a-z0-9]{1,20}production\.b_(\d{1,20})_(\d{1,20})_\d{1,20}_\d{1,20}$/.exec(value)
  if (bulk?.[1] && bulk[2]) return { account: bulk[1], campaign: bulk[2] }
  const single = /^[a-z0-9]{1,20}production\.tr_(\d{1,20}):/.exec(value)
  return single?.[1] ? { account: single[1] } : undefined
}

/** `<campaign>:<account>:campaign:US`, or `<account>:transact:UO`. */
function readFeedbackId(value: string): ServiceAccount | undefined {
  const bulk = /^(\d{1,20}):(\d{1,20}):campaign:[A-Z]{2}$/.exec(value)
  if (bulk?.[1] && bulk[2]) return { account: bulk[2], campaign: bulk[1] }
  const single = /^(\d{1,20}):transact:[A-Z]{2}$/.exec(value)
  return single?.[1] ? { account: single[1] } : undefined
}
