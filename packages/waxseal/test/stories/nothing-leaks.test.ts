import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Mailbox, Waxseal } from '../../src/index.js'
import { FILE, type Host, letter, OFFICE, PEOPLE, startHost, value } from './host.js'

let host: Host
let waxseal: Waxseal
let maria: Mailbox

const MARKERS = PEOPLE.flatMap(({ email, phone }) => [email, phone, phone.slice(1), encodeURIComponent(email)])

beforeAll(async () => {
  host = await startHost()
  waxseal = await host.start()
  value(await (await waxseal.as('crm')).contacts.import('spb', FILE))
  maria = await waxseal.as('maria', OFFICE)
})
afterAll(() => host.stop())

function formsOf(thing: unknown): string {
  const deep = inspect(thing, {
    depth: null,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  })
  return `${deep}\n${JSON.stringify(thing) ?? ''}\n${thing instanceof Error ? thing.stack : ''}`
}

test('no form of anything that a sender gets holds an address, a phone or the key', async () => {
  const calls: Promise<Answer<unknown>>[] = [
    maria.lists.list(),
    maria.contacts.list('spb'),
    maria.contacts.list('spb', { limit: 1 }),
    maria.contacts.get('spb', 'tok_x'),
    maria.contacts.export('spb'),
    maria.contacts.import('spb', FILE),
    maria.campaigns.send(letter),
    maria.campaigns.send({ ...letter, list: PEOPLE[0].email }),
    maria.campaigns.send({ ...letter, from: PEOPLE[0].email }),
    maria.campaigns.send({ ...letter, [PEOPLE[0].email]: PEOPLE[0].phone } as never),
    maria.campaigns.list(),
    maria.campaigns.status(PEOPLE[0].email),
  ]
  const seen = (await Promise.all(calls)).map(formsOf)
  seen.push(formsOf(maria), formsOf(waxseal), formsOf(host.provider), formsOf(host.keyRing))
  // What she typed herself may come back in a reason; the base may not.
  const others = MARKERS.filter(
    (marker) => !marker.includes(PEOPLE[0].email) && marker !== encodeURIComponent(PEOPLE[0].email),
  )
  for (const text of seen) for (const marker of others) expect(text.includes(marker), marker).toBe(false)
  for (const text of seen) expect(text).not.toContain(host.sandbox.apiKey)
  for (const answer of seen.slice(1, 4)) expect(answer).not.toContain(PEOPLE[0].email)
})

test('faults of the provider that quote addresses are not passed on', async () => {
  for (const kind of ['http-503', 'html', 'broken-json', 'cut-before', 'retry-later', 'limit'] as const) {
    host.sandbox.fault({ method: 'async/exportContacts', kind })
    const answer = await maria.contacts.list('spb')
    for (const marker of MARKERS) expect(formsOf(answer)).not.toContain(marker)
  }
})

test('the record holds no address, no phone and no key', async () => {
  const text = JSON.stringify(await host.events())
  for (const marker of MARKERS) expect(text).not.toContain(marker)
  expect(text).not.toContain(host.sandbox.apiKey)
})

test('a principal id that is an address is refused before anything is written', async () => {
  await expect(waxseal.as('maria@romashka.example')).rejects.toMatchObject({ code: 'principal-id-personal' })
  await expect(waxseal.as('')).rejects.toMatchObject({ code: 'context-invalid' })
  await expect(waxseal.as('maria', { ip: 7 } as never)).rejects.toMatchObject({ code: 'context-invalid' })
})
