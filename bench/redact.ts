import { Redactor } from '@redactpii/node'
import { createRedactor } from '@waxseal/redact'
import fastRedact from 'fast-redact'
import { compare } from './measure.js'
import { seeded } from './seeded.js'

// E-mail addresses and phones in text and in an object. @redactpii/node runs its two rules for the same types; it knows American
// phones and letters without accents only, so it has less to find.

const random = seeded(7)
const NAMES = ['maria', 'ivan.petrov', 'john_doe', 'li', 'o.kuznetsova']
const DOMAINS = ['romashka.ru', 'example.com', 'mail.example.org', 'почта.рф']
const email = (): string => `${random.pick(NAMES)}${random.below(1000)}@${random.pick(DOMAINS)}`
const phone = (): string =>
  random.pick(['+7 916 ', '8 (495) ', '+1 212 ']) +
  `${100 + random.below(900)}-${10 + random.below(90)}-${10 + random.below(90)}`
const WORDS =
  'order shipped заказ отправлен status=200 время 2026-11-23T19:05:00Z id=8123 the letter was sent to письмо для'.split(
    ' ',
  )

function text(length: number, every: number): { text: string; planted: number } {
  let made = ''
  let planted = 0
  for (let words = 1; made.length < length; words++) {
    const personal = words % every === 0
    if (personal) planted++
    made += personal ? random.pick([email, phone])() : random.pick(WORDS)
    made += words % 15 === 0 ? '\n' : ' '
  }
  return { text: made, planted }
}

function hidden(redacted: string): number {
  return redacted.match(/\[(?:EMAIL|PHONE)\]|EMAIL_ADDRESS|PHONE_NUMBER/g)?.length ?? 0
}

const ours = createRedactor()
const theirs = new Redactor({ rules: { EMAIL: true, PHONE: true, CREDIT_CARD: false, NAME: false, SSN: false } })
for (const redact of [ours.redact, (line: string) => theirs.redact(line)]) {
  if (redact('write to john@example.com').includes('john')) throw new Error('a contender does not redact')
}

console.log('redact: e-mail addresses and phones, Russian and English')
const inputs = [
  ['a log line of 1 kB', text(1000, 40)],
  ['a mail of 10 kB', text(10_000, 60)],
  ['a text of 1 MB', text(1_000_000, 60)],
  ['a text of 1 MB without any', text(1_000_000, Number.POSITIVE_INFINITY)],
] as const
for (const [title, { text: input, planted }] of inputs) {
  const found = `${planted} values in it: ours hides ${hidden(ours.redact(input))}, theirs ${hidden(theirs.redact(input))}`
  await compare(`${title}, ${found}`, [
    {
      name: '@waxseal/redact',
      run(count) {
        for (let done = 0; done < count; done++) ours.redact(input)
      },
    },
    {
      name: '@redactpii/node',
      run(count) {
        for (let done = 0; done < count; done++) theirs.redact(input)
      },
    },
  ])
}

const order = {
  id: 8123,
  contact: { name: 'Maria', email: email(), phone: phone(), city: 'Москва' },
  items: Array.from({ length: 10 }, (_, index) => ({ sku: `sku-${index}`, note: text(60, 100).text, notify: email() })),
  at: '2026-11-23T19:05:00Z',
}
const byPath = fastRedact({ paths: ['contact.email', 'contact.phone', 'items[*].notify'] })
await compare('an object with 12 personal values, to JSON (fast-redact is told their paths, ours looks everywhere)', [
  {
    name: '@waxseal/redact',
    run(count) {
      for (let done = 0; done < count; done++) JSON.stringify(ours.object(order))
    },
  },
  {
    name: 'fast-redact',
    run(count) {
      for (let done = 0; done < count; done++) byPath(order)
    },
  },
])
