import { memoryKeyRing } from '@waxseal/journal'
import { createTokens } from '@waxseal/redact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contactViewer, textShield } from '../../src/contacts/contact-view.js'

const tokens = await createTokens({ keyRing: memoryKeyRing(), tenant: 'default', context: ['list', 'spb'] })
const anna = {
  email: 'anna.lebed@mail.example',
  phone: '+79161234567',
  status: 'active',
  fields: { to_name: 'Анна Лебедь', note: 'call +7 (916) 123-45-67 or anna.lebed@mail.example', city: 'Москва' },
}

test('without obligations everything is seen', () => {
  expect(contactViewer(tokens, new Set())(anna)).toEqual({ ...anna, id: tokens.tokenize(anna.email) })
})

test('a masked kind is masked wherever it occurs', () => {
  const view = contactViewer(tokens, new Set(['email', 'phone', 'to_name']))(anna)
  expect(view.email).toBe('a•••@•••.example')
  expect(view.fields).toMatchObject({ to_name: 'А•••', city: 'Москва' })
  expect(JSON.stringify(view)).not.toMatch(/lebed|123-45|1234567|Лебедь/)
})

test('`fields` masks all fields of the contact', () => {
  expect(contactViewer(tokens, new Set(['fields']))(anna).fields).toEqual({
    to_name: 'А•••',
    note: 'c•••',
    city: 'М•••',
  })
})

test('an address as the name of a field is masked as well', () => {
  const view = contactViewer(tokens, new Set(['email']))({ ...anna, fields: { 'boris@post.example': 'x' } })
  expect(Object.keys(view.fields)).toEqual(['b•••@•••.example'])
})

test('a field whose name says what is in it is masked however its value is written', () => {
  const fields = { 'Тел.': '2-12-85-06', whatsapp: 'ask zoe', 'backup e-mail': 'zoe at home', Телефон2: '9161234567' }
  const view = contactViewer(tokens, new Set(['email', 'phone']))({ ...anna, fields })
  expect(JSON.stringify(view.fields)).not.toMatch(/12-85|zoe|1612345/)
  expect(contactViewer(tokens, new Set(['email']))({ ...anna, fields }).fields['Тел.']).toBe('2-12-85-06')
})

test('a field that only sounds like one keeps its value', () => {
  const fields = { Автомобиль: 'Lada', Предпочтения: 'тюльпаны', cancelled: 'no', Отель: 'Астория' }
  const view = contactViewer(tokens, new Set(['email', 'phone']))({ ...anna, fields })
  expect(view.fields).toEqual(fields)
})

test('one contact has one id, and two contacts have two', () => {
  const view = contactViewer(tokens, new Set())
  expect(view(anna).id).toBe(view({ ...anna, phone: '+70000000000' }).id)
  expect(view({ ...anna, email: 'boris@post.example' }).id).not.toBe(view(anna).id)
})

test('no masked view of any contact holds its address or its digits', () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/)
  const address = fc.tuple(word, word).map(([local, host]) => `${local}.x@${host}.example`)
  const phone = fc.stringMatching(/^[0-9]{10}$/).map((digits) => `+7${digits}`)
  const view = contactViewer(tokens, new Set(['email', 'phone']))
  fc.assert(
    fc.property(address, phone, word, (email, number, note) => {
      const shown = view({ email, phone: number, fields: { note: `${note} ${email} ${number}` } })
      const text = JSON.stringify({ ...shown, id: '' })
      expect(text).not.toContain(email)
      expect(text).not.toContain(number.slice(2))
    }),
  )
})

test('a shield with nothing to hide gives the same text', () => {
  const text = 'write to anna.lebed@mail.example'
  expect(textShield(new Set(['to_name']))(text)).toBe(text)
})
