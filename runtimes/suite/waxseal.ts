import type { Provider, ProviderContact, ProviderMessage } from '@waxseal/core'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { definePolicy } from '@waxseal/policy'
import { dnsFromZone } from '@waxseal/provenance'
import { type Answer, createWaxseal, type LetterTransport, type Mailbox } from 'waxseal'
import { type Checks, collect, equal } from './check.js'

const policy = definePolicy({
  networks: { office: ['203.0.113.0/24'] },
  roles: { sender: {}, keeper: {} },
  grants: [
    {
      id: 'send',
      allow: ['messages.create', 'campaigns.send.email', 'campaigns.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: { from: ['news@romashka.example'], mergeFields: ['to_name'], linkHosts: ['romashka.example'] },
    },
    {
      id: 'see-masked',
      allow: ['contacts.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      mask: ['email', 'phone'],
    },
    { id: 'keep', allow: ['contacts.import', 'contacts.export'], to: { role: 'keeper' }, on: { lists: 'any' } },
  ],
})
const letter = {
  from: 'news@romashka.example',
  fromName: 'Ромашка',
  subject: 'Весна',
  html: '<p>Здравствуйте, {{to_name}}! <a href="https://romashka.example/spring">Весна</a></p>',
}
const people: readonly ProviderContact[] = [
  {
    email: 'anna@mail.example',
    phone: '+79161234567',
    fields: { to_name: 'Анна', note: 'write to anna@mail.example' },
  },
  { email: 'oscar@post.example', fields: { to_name: 'Oscar' } },
]

/** A provider that keeps one list in memory. */
function memoryProvider() {
  const contacts = new Map(people.map((contact) => [contact.email, contact]))
  const messages: ProviderMessage[] = []
  const provider: Provider = {
    id: 'memory',
    contacts: {
      async *exportAll() {
        yield* contacts.values()
      },
      async get(email) {
        const contact = contacts.get(email)
        return contact && { ...contact, listIds: ['501'] }
      },
      async importAll(rows) {
        const before = contacts.size
        for await (const { email, fields = {} } of rows) contacts.set(email, { email, fields })
        return { accepted: contacts.size - before, refused: [] }
      },
    },
    messages: {
      async create(message) {
        return { id: String(messages.push(message)) }
      },
    },
    campaigns: {
      create: async ({ messageId }) => ({ status: 'accepted', reference: `c${messageId}` }),
      find: async () => undefined,
      status: async () => ({ status: 'completed' }),
      async *deliveries() {
        for (const { email } of contacts.values()) yield { email, status: 'ok_sent' }
      },
    },
  }
  return { provider, contacts, messages }
}

async function startHost() {
  const kept = memoryProvider()
  const journal = memoryJournal()
  const headers: string[] = []
  const transport: LetterTransport = {
    id: 'memory',
    async send(message) {
      headers.push([...message.headers.keys()].join(' ').toLowerCase())
      return { successful: true, messageId: String(headers.length) }
    },
  }
  const waxseal = await createWaxseal({
    provider: kept.provider,
    transport,
    lists: { spb: '501', msk: '502', vip: { source: () => kept.provider.contacts.exportAll({ listId: '' }) } },
    journal,
    keyRing: memoryKeyRing(),
    policy,
    principals: (id) => ({
      id,
      roles: [id === 'crm' ? 'keeper' : 'sender'],
      lists: ['spb', 'vip'],
      networks: ['office'],
    }),
    identity: { name: 'Ромашка', domains: ['romashka.example'] },
    dns: dnsFromZone({}),
  })
  const as = (id: string, ip = '203.0.113.7'): Promise<Mailbox> => waxseal.as(id, { ip })
  return { ...kept, waxseal, journal, headers, as }
}

function value<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  throw new Error(`${answer.code}: ${answer.message}`)
}

const codeOf = (answer: Answer<unknown>): unknown => answer.ok || [answer.stage, answer.decision.reason.code]

export const waxseal: Checks = {
  async 'a list is read with its contacts masked'() {
    const maria = await (await startHost()).as('maria')
    const [anna] = value(await maria.contacts.list('spb'))
    equal(
      { ...anna, id: '' },
      {
        id: '',
        email: 'a•••@•••.example',
        phone: '+7•••••••67',
        fields: { to_name: 'Анна', note: 'write to a•••@•••.example' },
      },
    )
    equal(value(await maria.contacts.get('spb', anna?.id ?? '')), anna)
  },
  async 'what is not granted is refused, and the record names no person'() {
    const { as, journal } = await startHost()
    const maria = await as('maria')
    equal(codeOf(await maria.contacts.export('spb')), ['authorize', 'no-grant'])
    equal(codeOf(await maria.contacts.list('msk')), ['authorize', 'no-grant'])
    equal(codeOf(await (await as('maria', '198.51.100.4')).contacts.list('spb')), ['authorize', 'address'])
    equal(value(await (await as('crm')).contacts.export('spb')).length, 2)
    equal(JSON.stringify(await collect(journal.read())).includes('anna'), false)
  },
  async 'a campaign is sent sealed and stands in the record'() {
    const { as, messages, journal } = await startHost()
    const maria = await as('maria')
    const sent = value(await maria.campaigns.send({ ...letter, list: 'spb' }))
    equal([sent.status, messages.length, messages[0]?.html.includes(sent.seal)], ['accepted', 1, true])
    equal(value(await maria.campaigns.status(sent.campaign)).status, 'accepted')
    const types = (await collect(journal.read({ tenant: 'default' }))).map(({ type }) => type)
    equal(
      types.filter((type) => type.startsWith('campaign.')),
      ['campaign.intended', 'campaign.dispatching', 'campaign.accepted'],
    )
    const html = letter.html.replace('romashka.example/', 'evil.example/')
    equal(codeOf(await maria.campaigns.send({ ...letter, html, list: 'spb' })), ['inspect', 'content'])
  },
  async 'letters to a base of the host leave one by one, with a seal in each header'() {
    const { as, headers } = await startHost()
    const sent = value(await (await as('maria')).campaigns.send({ ...letter, list: 'vip' }))
    equal([sent.status, sent.letters], ['accepted', { accepted: 2, refused: 0, unknown: 0 }])
    equal(headers, ['x-waxseal x-waxseal-recipient', 'x-waxseal x-waxseal-recipient'])
  },
  async 'a file of contacts in windows-1251 is imported'() {
    const { as, contacts } = await startHost()
    const file = Uint8Array.from('email;to_name\r\nnew@mail.example;\xc0\xed\xed\xe0\r\nbroken\r\n', (character) =>
      character.charCodeAt(0),
    )
    const report = value(await (await as('crm')).contacts.import('spb', file))
    equal([report.accepted, contacts.get('new@mail.example')?.fields], [1, { to_name: 'Анна' }])
  },
  async 'a letter that only says it is ours is told'() {
    const { waxseal } = await startHost()
    const verdict = await waxseal.verify('From: Ромашка <news@romashka.example>\r\nSubject: Весна\r\n\r\nHello\r\n')
    equal([verdict.kind, verdict.record], ['spoofed', undefined])
  },
}
