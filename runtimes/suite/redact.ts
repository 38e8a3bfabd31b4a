import { createRedactor, createTokens, isToken, maskEmail, maskPhone, maskText, type Tokens } from '@waxseal/redact'
import { type Checks, equal } from './check.js'

const redactor = createRedactor()
const key = { id: 'k1', bytes: new Uint8Array(32).fill(7) }
const keyRing = {
  current: async () => key,
  find: async (_purpose: unknown, id: string) => (id === key.id ? key : undefined),
  ids: async () => [key.id],
}
const tokensOf = (list: string): Promise<Tokens> =>
  createTokens({ keyRing, tenant: 'default', context: ['list', list] })

export const redact: Checks = {
  'addresses and phones are found'() {
    equal(redactor.find('+7 916 123-45-67'), [{ start: 0, end: 16, type: 'PHONE', score: 0.97 }])
    equal(
      redactor.redact('Пишите на maria@romashka.example, тел. 8 (916) 123-45-67'),
      'Пишите на [EMAIL], тел. [PHONE]',
    )
    equal(redactor.redact('мария@почта.рф; ma\u200bria＠romashka.example'), '[EMAIL]; [EMAIL]')
    equal(redactor.redact('order 9161234567 of 2026-01-02'), 'order 9161234567 of 2026-01-02')
  },
  'masks show the first sign and no more'() {
    equal(
      redactor.mask('https://x.example/?email=maria%40romashka.example'),
      'https://x.example/?email=m•••@•••.example',
    )
    equal(
      [maskEmail('𝓂aria@romashka.example'), maskPhone('+7 916 123-45-67'), maskText('👩 Мария')],
      ['𝓂•••@•••.example', '+7•••••••67', '👩•••'],
    )
  },
  'objects of the web are copied without what is personal in them'() {
    const mail = 'maria@romashka.example'
    const form = new FormData()
    form.append('to', mail)
    const copy = redactor.object({
      [mail]: 'full',
      url: new URL(`https://x.example/?to=${encodeURIComponent(mail)}`),
      query: new URLSearchParams({ to: mail }),
      headers: new Headers({ 'reply-to': mail }),
      form,
      map: new Map([[mail, 1]]),
      set: new Set(['+7 916 123-45-67']),
      bytes: new Uint8Array(3),
      blob: new Blob(['abc']),
    })
    equal(copy, {
      '[EMAIL]': 'full',
      url: 'https://x.example/?to=[EMAIL]',
      query: [['to', '[EMAIL]']],
      headers: { 'reply-to': '[EMAIL]' },
      form: [['to', '[EMAIL]']],
      map: [['[EMAIL]', 1]],
      set: ['[PHONE]'],
      bytes: '[BYTES 3]',
      blob: '[BYTES 3]',
    })
  },
  'errors are copied with their hidden fields'() {
    const cause = new DOMException('no maria@romashka.example', 'AbortError')
    const copy = redactor.object(new RangeError('not maria@romashka.example', { cause })) as Record<string, unknown>
    equal([copy.name, copy.message], ['RangeError', 'not [EMAIL]'])
    const { name, message } = copy.cause as Record<string, unknown>
    equal([name, message], ['AbortError', 'no [EMAIL]'])
    equal(JSON.stringify(copy).includes('maria'), false)
  },
  async 'a token is the same everywhere and resolves in its context only'() {
    const [spb, msk] = [await tokensOf('spb'), await tokensOf('msk')]
    const token = spb.tokenize('maria@romashka.example')
    equal(token, 'tok_k1_g62vY7vmrvBwsxdMDPwnn7CfhV3aWczUfEVP8_RsJbwDGKOGu8qOqxToupsJXDuY')
    equal(
      [isToken(token), await spb.resolve(token), await msk.resolve(token)],
      [true, 'maria@romashka.example', undefined],
    )
    equal(await spb.resolve(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`), undefined)
    equal(await spb.resolve(spb.tokenize('\ud800 \ufeff 👩')), '\ud800 \ufeff 👩')
  },
}
