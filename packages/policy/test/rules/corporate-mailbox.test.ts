import { toAsciiDomain } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { corporateMailbox } from '../../src/rules/corporate-mailbox.js'
import { FREE_MAIL_DOMAINS } from '../../src/rules/free-mail-domains.js'
import { codeOf, question } from './question.js'

const rule = corporateMailbox()
const own = corporateMailbox({ domains: ['romashka.ru', '*.romashka.ru', 'ромашка.рф'] })

function ask(mailbox: unknown, by = rule): unknown {
  const principal = { id: 'maria', roles: [], zones: [], mailbox: mailbox as string }
  return codeOf(by.check(question({}, { principal })))
}

test('every free-mail domain of the table is refused, as an address and alone', () => {
  expect(FREE_MAIL_DOMAINS.length).toBeGreaterThan(100)
  for (const domain of FREE_MAIL_DOMAINS) {
    expect(ask(`maria@${domain}`)).toBe('free-mail')
    expect(ask(domain)).toBe('free-mail')
  }
})

test('the table is sorted, without doubles, in the form that is compared', () => {
  expect([...new Set(FREE_MAIL_DOMAINS)].sort()).toEqual(FREE_MAIL_DOMAINS)
  for (const domain of FREE_MAIL_DOMAINS) expect(toAsciiDomain(domain)).toBe(domain)
  expect(Object.isFrozen(FREE_MAIL_DOMAINS)).toBe(true)
})

test('other spellings of a free-mail domain are the same domain', () => {
  const spellings = [
    'maria@GMAIL.com',
    'maria@gmail.com.',
    'maria@ｇｍａｉｌ.ｃｏｍ',
    'maria@gmail。com',
    'Yandex.RU.',
    'MAIL.ru',
  ]
  for (const spelling of spellings) expect(ask(spelling)).toBe('free-mail')
})

test('a subdomain is another domain, and so is one that only ends alike', () => {
  for (const mailbox of ['maria@corp.mail.ru', 'romashka.ru', 'maria@notgmail.com', 'maria@gmail.com.ru']) {
    expect(ask(mailbox)).toBeUndefined()
  }
})

test('look-alikes pass as other domains unless the own domains are named', () => {
  for (const mailbox of ['maria@gmai1.com', 'maria@gmаil.com', 'maria@rnail.ru']) {
    expect(ask(mailbox)).toBeUndefined()
    expect(ask(mailbox, own)).toBe('foreign-domain')
  }
  expect(ask('maria@rоmashka.ru', own)).toBe('foreign-domain')
})

test('with domains, the mailbox must be at one of them', () => {
  for (const mailbox of [
    'maria@romashka.ru',
    'Romashka.RU.',
    'a@spb.romashka.ru',
    'a@a.b.romashka.ru',
    'a@ромашка.рф',
  ]) {
    expect(ask(mailbox, own)).toBeUndefined()
  }
  for (const mailbox of ['a@vasilek.ru', 'a@notromashka.ru', 'a@romashka.ru.evil.example', 'a@romashka.com']) {
    expect(ask(mailbox, own)).toBe('foreign-domain')
  }
  expect(ask('a@gmail.com', own)).toBe('free-mail')
  const below = corporateMailbox({ domains: ['*.romashka.ru', '*.mail.ru'] })
  expect(ask('a@romashka.ru', below)).toBe('foreign-domain')
  expect(ask('a@corp.mail.ru', below)).toBeUndefined()
  expect(ask('a@mail.ru', below)).toBe('free-mail')
})

test('a host adds free-mail domains of its own', () => {
  const strict = corporateMailbox({ freeMail: ['Почта.рф', 'mail.example'] })
  for (const mailbox of ['a@почта.рф', 'a@xn--80a1acny.xn--p1ai', 'a@mail.example', 'a@gmail.com']) {
    expect(ask(mailbox, strict)).toBe('free-mail')
  }
})

test('no mailbox, or one that cannot be read, is refused', () => {
  expect(ask(undefined)).toBe('mailbox-missing')
  const texts = [
    '',
    '@',
    'maria@',
    '@romashka.ru',
    'localhost',
    'a@localhost',
    'romashka',
    '127.0.0.1',
    'a@[127.0.0.1]',
  ]
  const odd = [
    ' romashka.ru',
    'a b@romashka.ru',
    'a@romashka.ru\n',
    'Maria <a@romashka.ru>',
    'a@gmail.com,b@romashka.ru',
  ]
  for (const mailbox of [...texts, ...odd, null, 5, ['romashka.ru'], {}]) expect(ask(mailbox)).toBe('mailbox-invalid')
})

test('no text of any kind makes it throw, and no free-mail domain passes in any case', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.domain()), (text) => {
      expect([undefined, 'free-mail', 'mailbox-invalid']).toContain(ask(text))
    }),
  )
  const free = fc.constantFrom(...FREE_MAIL_DOMAINS).chain((name) => fc.mixedCase(fc.constant(name)))
  fc.assert(
    fc.property(free, fc.constantFrom('', '.'), (name, dot) => {
      expect(ask(`a@${name}${dot}`)).toBe('free-mail')
    }),
  )
})

test('no fact would change its mind', () => {
  expect(rule.facts).toBeUndefined()
  expect(rule.cure).toBeUndefined()
})
