import { readFileSync } from 'node:fs'
import { definePolicy } from '@waxseal/policy'
import type { ContactSource, SourceContact } from 'waxseal'

/** The CRM's own users. Waxseal asks for them by id at every call. */
export const users = [
  { id: 'maria', roles: ['sender'], lists: ['spb', 'vip'], networks: ['office'], status: 'active' as const },
  { id: 'crm', roles: ['keeper'], status: 'active' as const },
]

/** Who may do what. */
export const policy = definePolicy({
  networks: { office: ['203.0.113.0/24', '2001:db8:1::/48'] },
  roles: { sender: {}, keeper: {} },
  grants: [
    {
      id: 'send-own',
      allow: ['messages.create', 'campaigns.send.email', 'campaigns.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: {
        from: ['news@romashka.example'],
        mergeFields: ['to_name', 'UnsubscribeUrl'],
        linkHosts: ['romashka.example'],
        imageHosts: ['img.romashka.example'],
      },
    },
    {
      id: 'see-masked',
      allow: ['contacts.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      mask: ['email', 'phone', 'to_name'],
    },
    { id: 'keep', allow: ['contacts.import'], to: { role: 'keeper' }, on: { lists: 'any' } },
  ],
})

/** One line of the CRM's base. */
export interface Person {
  readonly email: string
  readonly phone: string
  readonly toName: string
  readonly city: string
  readonly list: string
}

/** The base as the CRM exported it: `;` between fields, no quotes. */
export const base: readonly Person[] = readFileSync(new URL('../data/people.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [email = '', phone = '', toName = '', city = '', list = ''] = line.split(';')
    return { email, phone, toName, city, list }
  })

/** The part of the base for one list, as a file. */
export function fileOf(list: string): string {
  const lines = base
    .filter((person) => person.list === list)
    .map((person) => `${person.email};${person.phone};${person.toName};${person.city}`)
  return ['email;phone;to_name;city', ...lines, ''].join('\n')
}

/** The most valued customers stay in the CRM's own database; nothing of them is loaded to the provider. */
export const vip: ContactSource = async function* () {
  for (const person of base) if (person.list === 'vip') yield toContact(person)
}

function toContact({ email, phone, toName, city }: Person): SourceContact {
  return { email, phone, fields: { to_name: toName, city } }
}

/** The letter of the story. */
export const letter = {
  from: 'news@romashka.example',
  fromName: 'Ромашка',
  subject: 'Весна в «Ромашке» / Spring at Romashka',
  html:
    '<h1>Здравствуйте, {{to_name}}!</h1><p>Весенние цветы уже здесь. ' +
    '<a href="https://romashka.example/spring">Посмотреть</a></p><p>Наш телефон: +7 812 000-10-20.</p>' +
    '<img src="https://img.romashka.example/tulip.png" alt="">',
  text: 'Здравствуйте, {{to_name}}!\n\nВесенние цветы уже здесь: https://romashka.example/spring\nНаш телефон: +7 812 000-10-20.\n',
}
