import { inspect } from 'node:util'
import { isWaxsealError } from '@waxseal/core'
import { expect, test } from 'vitest'
import { createRedactor, createTokens, isToken } from '../src/index.js'
import { fixedKeyRing } from './fixed-key-ring.js'

// Mistakes seen in other libraries, each by its name.
const redactor = createRedactor()
const tokens = await createTokens({ keyRing: fixedKeyRing(), tenant: 'default', context: ['list', 'spb'] })

test('placeholder collisions: many addresses get as many tokens, and each resolves to its own', async () => {
  const values = Array.from({ length: 2000 }, (_, index) => `user${index}@example.com`)
  const made = values.map((value) => tokens.tokenize(value))
  expect(new Set(made).size).toBe(values.length)
  for (const index of [0, 1, 999, 1999]) expect(await tokens.resolve(made[index] ?? '')).toBe(values[index])
})

test('forgeable tokens: what looks like a placeholder or a token resolves to nobody', async () => {
  tokens.tokenize('maria@romashka.ru')
  for (const text of ['EMAIL_1', '[EMAIL]', '<Redacted email #0>', `tok_k1_${'A'.repeat(64)}`]) {
    expect(await tokens.resolve(text)).toBeUndefined()
  }
})

test('numbering per call: two people never share a token, one person always has the same', () => {
  expect(tokens.tokenize('a@example.com')).not.toBe(tokens.tokenize('b@example.com'))
  expect(tokens.tokenize('a@example.com')).toBe(tokens.tokenize('a@example.com'))
})

test('silent no-op: a redactor that can hide nothing is refused', () => {
  for (const options of [
    { types: [] },
    { types: ['E-MAIL' as 'EMAIL'] },
    { budget: 0 },
    { budget: Number.NaN },
    { budget: 1.5 },
  ]) {
    try {
      createRedactor(options)
      expect.unreachable()
    } catch (error) {
      expect(isWaxsealError(error, 'redact-option-invalid')).toBe(true)
    }
  }
})

test('letter case: keys and words are read in any', () => {
  expect(redactor.object({ PHONE: '9161234567', mobilePhone: '9161234567', Телефон: 9161234567 })).toEqual({
    PHONE: '[PHONE]',
    mobilePhone: '[PHONE]',
    Телефон: '[PHONE]',
  })
  expect(redactor.redact('MARIA@ROMASHKA.RU, ТЕЛ. 9161234567, MAILTO:ANNA@INTRANET')).toBe(
    '[EMAIL], ТЕЛ. [PHONE], MAILTO:[EMAIL]',
  )
})

test('keys as data, nested JSON, Map, Set, Error, URL, query strings', () => {
  const error = new Error('no mailbox maria@romashka.ru', { cause: new Error('550 anna@example.com') })
  const shown = inspect(
    redactor.object({
      failed: { 'maria@romashka.ru': 'full' },
      body: JSON.stringify({ to: 'maria@romashka.ru', nested: JSON.stringify({ phone: '9161234567' }) }),
      map: new Map([['maria@romashka.ru', new Set(['anna@example.com'])]]),
      error,
      url: new URL('https://x.ru/unsubscribe?email=maria%40romashka.ru'),
      query: new URLSearchParams({ email: 'maria@romashka.ru', phone: '9161234567' }),
      headers: new Headers({ 'x-user': 'maria@romashka.ru' }),
    }),
    { depth: 20, showHidden: true },
  )
  for (const trace of ['maria', 'anna', '9161234567']) expect(shown).not.toContain(trace)
})

test('percent-encoded addresses', () => {
  expect(redactor.redact('https://x.ru/u?e=user%40mail.ru&l=1')).toBe('https://x.ru/u?e=[EMAIL]&l=1')
})

test('false addresses: the secret in front of a host is hidden whole', () => {
  expect(redactor.redact('https://user:pass@word@host.ru/x')).toBe('https://[EMAIL]@host.ru/x')
  expect(redactor.mask('https://user:pass@word.secret@host.ru/x')).toBe('https://•••@host.ru/x')
  expect(redactor.mask('https://anna@word.secret@host.ru/x')).toBe('https://•••/x')
})

test('digits that are not phones stay', () => {
  const text = 'Заказ 7793954884, EAN 4001781790896, epoch 1702194597, КБК 18210101011011000110, трек 80720884653374'
  expect(redactor.redact(text)).toBe(text)
})

test('ASCII \\b and \\w: Cyrillic neighbours do not hide a value', () => {
  expect(redactor.redact('почта—maria@romashka.ru,тел89161234567Иван')).toBe('почта—[EMAIL],тел[PHONE]Иван')
})

test('example.com and test data are hidden as any other', () => {
  expect(redactor.redact('jane@example.com, +1 (617) 555-0109, a@test.invalid')).toBe('[EMAIL], [PHONE], [EMAIL]')
})

test('non-breaking blanks and hyphens, full-width digits, zero-width characters, look-alikes', () => {
  expect(redactor.redact('8\u00a0916\u00a0123\u201145\u201167 ８９１６１２３４５６７ 8\u200b9161234567')).toBe(
    '[PHONE] [PHONE] [PHONE]',
  )
  expect(redactor.redact('m\u0430ria@romashka.ru ma\u200dria@romashka.ru')).toBe('[EMAIL] [EMAIL]')
})

test('fail-open limits: beyond the budget everything is hidden', () => {
  const text = `тел. +7 916 123-45-67 ${'слово '.repeat(100)}maria@romashka.ru`
  const small = createRedactor({ budget: 38 })
  expect(small.redact(text)).toBe('тел. [PHONE] слово слово [UNSCANNED]')
  expect(small.mask(text)).toBe('тел. +7•••••••67 слово слово •••')
  // No half of an address stays in front of the cut.
  for (let budget = 1; budget < 40; budget++) {
    const hidden = createRedactor({ budget }).redact('пишите на maria@romashka.ru, тел. 8 (916) 123-45-67')
    expect(hidden).not.toMatch(/m|916|123|67/)
  }
  expect(small.object({ a: 'x'.repeat(1000), b: 'maria@romashka.ru' })).toEqual({
    a: '[UNSCANNED]',
    '[UNSCANNED]': '[UNSCANNED]',
  })
})

test('redaction order: nothing of an address survives the number inside it', () => {
  expect(redactor.redact('8 916 1234567@mail.ru')).toBe('[EMAIL]')
  expect(redactor.redact('+7 916 123-45-67@mail.ru')).toBe('[EMAIL]')
})

test('tokens are told from other text', () => {
  expect(isToken(tokens.tokenize('maria@romashka.ru'))).toBe(true)
  expect(redactor.redact(tokens.tokenize('maria@romashka.ru'))).toBe(tokens.tokenize('maria@romashka.ru'))
})
