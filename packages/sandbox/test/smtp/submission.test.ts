import { readFile } from 'node:fs/promises'
import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { headerValues, letterTexts, WORLD, withSandbox } from '../support/sandbox.js'

const MESSAGE = { to: 'anna@example.com', subject: 'Привет', text: 'Hello', headers: { 'X-Waxseal': 'token' } }

test('a letter of the host is signed, delivered and kept whole', () =>
  withSandbox(WORLD, async (sandbox) => {
    const transport = createTransport({ ...sandbox.submission, auth: { user: 'any', pass: 'thing' } })
    await transport.sendMail({ ...MESSAGE, from: 'Ромашка <news@romashka.ru>' })
    transport.close()
    const [letter = ''] = await letterTexts(sandbox)
    expect(headerValues(letter, 'X-Waxseal')).toEqual(['token'])
    expect(headerValues(letter, 'Return-Path')).toEqual(['<news@romashka.ru>'])
    expect(headerValues(letter, 'Authentication-Results')[0]?.split(';\t').slice(1)).toEqual([
      'spf=pass smtp.mailfrom=news@romashka.ru',
      'dkim=pass header.d=romashka.ru header.s=mail',
      'dmarc=pass (p=none) header.from=romashka.ru',
    ])
    const [path = ''] = await sandbox.letters()
    const [result] = await verifyDkim(parseLetter(new Uint8Array(await readFile(path))), {
      dns: dnsFromZone(sandbox.zone),
    })
    expect(result).toMatchObject({ status: 'pass', domain: 'romashka.ru', selector: 'mail' })
  }))

test.each([
  [
    'an envelope of another domain',
    { from: 'a@romashka.ru', envelope: { from: 'a@evil.example', to: 'b@example.com' } },
  ],
  ['a From of another domain', { from: 'a@evil.example', envelope: { from: 'a@romashka.ru', to: 'b@example.com' } }],
  ['a From with two mailboxes', { from: ['a@evil.example', 'b@evil.example'], sender: 'a@romashka.ru' }],
  ['a recipient who does not exist', { from: 'a@romashka.ru', to: 'nobody@nowhere.invalid' }],
])('%s is refused', (_name, message) =>
  withSandbox(WORLD, async (sandbox) => {
    const transport = createTransport({ ...sandbox.submission })
    await expect(transport.sendMail({ ...MESSAGE, ...message })).rejects.toMatchObject({ responseCode: 550 })
    transport.close()
    expect(sandbox.delivered()).toBe(0)
  }),
)
