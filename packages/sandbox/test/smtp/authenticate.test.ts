import { expect, test } from 'vitest'
import { splitLetter } from '../../src/dkim/canonical.js'
import { HOST_RELAY, SERVICE_RELAY } from '../../src/mail/hosts.js'
import { mailKeys, Zone } from '../../src/mail/zone.js'
import { createAuthenticator } from '../../src/smtp/authenticate.js'

const zone = new Zone(await mailKeys())
zone.addSenderDomain('romashka.ru')
const authenticate = createAuthenticator(zone)
const STRANGER = { name: 'x', address: '192.0.2.66' }

/** The results, without the name of the receiver. */
function results(from: string, header: string, peer = STRANGER): string[] {
  const field = authenticate(splitLetter(Buffer.from(`${header}\r\n\r\nHi\r\n`, 'latin1')), { peer, from })
  const [name, ...rest] = field.split(';\r\n\t')
  expect(name).toBe('Authentication-Results: mx.receiver.example')
  return rest
}

const FROM = 'From: a@romashka.ru'

test.each([
  ['the host from its own server', HOST_RELAY, 'a@romashka.ru', 'pass'],
  ['the host from the service', SERVICE_RELAY, 'a@romashka.ru', 'pass'],
  ['the host from elsewhere', STRANGER, 'a@romashka.ru', 'softfail'],
  ['the service from its relay', SERVICE_RELAY, 'postman1@us6-usndr.com', 'pass'],
  ['the service from the host', HOST_RELAY, 'postman1@us6-usndr.com', 'softfail'],
  ['a domain without a record', STRANGER, 'a@evil.example', 'none'],
])('SPF of %s', (_name, peer, from, expected) => {
  expect(results(from, FROM, peer)[0]).toBe(`spf=${expected} smtp.mailfrom=${from}`)
})

test.each([
  [
    'an aligned envelope',
    'a@romashka.ru',
    'From: "evil.example" <a@romashka.ru>',
    HOST_RELAY,
    'pass (p=none) header.from=romashka.ru',
  ],
  ['an envelope of a subdomain', 'a@x.romashka.ru', FROM, HOST_RELAY, 'fail (p=none) header.from=romashka.ru'],
  ['the envelope of the service', 'p@us6-usndr.com', FROM, SERVICE_RELAY, 'fail (p=none) header.from=romashka.ru'],
  [
    'From of a subdomain',
    'a@romashka.ru',
    'From: a@x.romashka.ru',
    HOST_RELAY,
    'pass (p=none) header.from=x.romashka.ru',
  ],
  [
    'a look-alike',
    'a@romashka.ru',
    'From: a@romashka.ru.evil.example',
    HOST_RELAY,
    'none header.from=romashka.ru.evil.example',
  ],
])('DMARC of %s', (_name, from, header, peer, expected) => {
  expect(results(from, header, peer).at(-1)).toBe(`dmarc=${expected}`)
})

test.each([
  ['no From', 'Subject: x'],
  ['two From fields', `${FROM}\r\nFrom: b@romashka.ru`],
  ['a From with no domain', 'From: Anna'],
  ['a From with two mailboxes', 'From: b@evil.example, <a@romashka.ru>'],
  ['an endless From', `From: ${'a, '.repeat(300_000)}<a@romashka.ru>`],
  ['a From with a folded address', 'From: <a@roma\r\n shka.ru>'],
  ['a domain that would write on', 'From: <a@x; dkim=pass>'],
])('DMARC cannot be judged: %s', (_name, header) => {
  expect(results('a@romashka.ru', header, HOST_RELAY).at(-1)).toBe('dmarc=permerror')
})

test('nothing that a sender wrote can pretend a result', () => {
  expect(results('"x; dkim=pass header.d=bank.example"@evil.example', FROM)[0]).toBe(
    'spf=none smtp.mailfrom=evil.example',
  )
  expect(results('a@evil;dkim=pass', FROM)[0]).toBe('spf=none smtp.mailfrom=unknown')
  expect(results('', FROM)[0]).toBe('spf=none')
  const signature = 'DKIM-Signature: v=1; a=rsa-sha256; d=bank.example (dkim=pass); s=s; h=from; bh=x; b=y'
  expect(results('', `${signature}\r\n${FROM}`)[1]).toBe('dkim=permerror (malformed signature)')
})

test('a long From is read in time', () => {
  const start = performance.now()
  results('a@b.ru', `From: ${'<'.repeat(1_000_000)}`)
  results('a@b.ru', `From: ${'a.'.repeat(1_000_000)}`)
  expect(performance.now() - start).toBeLessThan(2_000)
})
