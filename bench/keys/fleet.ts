import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { createKeys, type Keys } from '@waxseal/keys'

/** A company's keys and what each of them is good for. */
export interface Fleet {
  readonly keys: Keys
  readonly all: readonly { readonly key: string; readonly id: string; readonly question: Question }[]
}

/** What a request wants. */
export interface Question {
  readonly ip: string
  readonly scope: string
  readonly list: string
}

const SCOPES = [
  ['campaigns.*', 'contacts.view'],
  ['*'],
  ['campaigns.send.email', 'campaigns.view'],
  ['campaigns.*', 'lists.*'],
]

/** Keys with expiry, scopes, three lists and three networks each: 4 sets of scopes, 300 of lists, 50 allowlists. */
export async function openFleet(count: number): Promise<Fleet> {
  const keys = createKeys({ journal: memoryJournal(), keyRing: memoryKeyRing() })
  const all: { key: string; id: string; question: Question }[] = []
  for (let index = 0; index < count; index++) {
    const lists = [0, 1, 2].map((step) => String(1000 + ((index + step) % 300)))
    const ips = [0, 1, 2].map((step) => `10.${(index + step) % 50}.0.0/16`)
    const { key, id } = await keys.issue({
      owner: `service-${index % 500}`,
      scopes: SCOPES[index % SCOPES.length] ?? [],
      lists,
      ips,
      expiresIn: '90d',
    })
    const question = { ip: `10.${index % 50}.3.7`, scope: 'campaigns.send.email', list: lists[1] ?? '' }
    all.push({ key: Buffer.from(key).toString('latin1'), id, question })
  }
  return { keys, all }
}
