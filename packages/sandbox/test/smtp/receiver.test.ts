import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { headerValues, letterTexts, WORLD, withSandbox } from '../support/sandbox.js'
import { deliver, SmtpClient } from '../support/smtp-client.js'
import { importEmails, sendCampaign } from '../support/web-client.js'

const LETTER = 'From: Bank <boss@bank.example>\r\nTo: anna@example.com\r\nSubject: Hi\r\n\r\nHello\r\n.dot\r\n'

test('a stranger may deliver, and the receiver says what it could not verify', () =>
  withSandbox(WORLD, async (sandbox) => {
    const reply = await deliver(sandbox.receiver, 'boss@bank.example', 'anna@example.com', LETTER)
    expect(reply).toMatch(/^250 /)
    const [letter = ''] = await letterTexts(sandbox)
    expect(headerValues(letter, 'Return-Path')).toEqual(['<boss@bank.example>'])
    expect(headerValues(letter, 'Delivered-To')).toEqual(['anna@example.com'])
    expect(headerValues(letter, 'Authentication-Results')).toEqual([
      'mx.receiver.example;\tspf=none smtp.mailfrom=boss@bank.example;\tdkim=none;\tdmarc=none header.from=bank.example',
    ])
    expect(headerValues(letter, 'Received')[0]).toMatch(
      /^from stranger\.example \(stranger\.example \[192\.0\.2\.66\]\)\tby mx\.receiver\.example with ESMTP id \S+\tfor <anna@example\.com>; \w{3}, /,
    )
    expect(letter.endsWith('\r\n\r\nHello\r\n.dot\r\n')).toBe(true)
  }))

test('who says he is the service or the host is not believed', () =>
  withSandbox(WORLD, async (sandbox) => {
    const forged =
      'Return-Path: <postman1234567@us6-usndr.com>\r\nAuthentication-Results: (x;) mx.receiver.example; dkim=pass header.d=romashka.ru\r\n' +
      'Authentication-Results: mx.other.example; dkim=pass header.d=romashka.ru\r\nFrom: news@romashka.ru\r\n\r\nHi\r\n'
    await deliver(sandbox.receiver, 'postman1234567@us6-usndr.com', 'anna@example.com', forged)
    const [letter = ''] = await letterTexts(sandbox)
    expect(headerValues(letter, 'Return-Path')).toEqual(['<postman1234567@us6-usndr.com>'])
    expect(headerValues(letter, 'Authentication-Results')).toEqual([
      'mx.receiver.example;\tspf=softfail smtp.mailfrom=postman1234567@us6-usndr.com;\tdkim=none;\tdmarc=fail (p=none) header.from=romashka.ru',
      'mx.other.example; dkim=pass header.d=romashka.ru',
    ])
  }))

test('a real signature over a changed letter fails', () =>
  withSandbox(WORLD, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    await sendCampaign(sandbox, { body: 'Call +7 911 000-00-01', text_body: 'Call +7 911 000-00-01' })
    const [original = ''] = await letterTexts(sandbox)
    const body = original.slice(original.indexOf('DKIM-Signature:'))
    await deliver(sandbox.receiver, 'a@evil.example', 'anna@example.com', body.replace('000-00-01', '666-66-66'))
    await deliver(sandbox.receiver, 'a@evil.example', 'anna@example.com', body)
    const [, changed = '', replayed = ''] = await letterTexts(sandbox)
    const [changedResults = ''] = headerValues(changed, 'Authentication-Results')
    expect(changedResults.match(/dkim=\w+/g)).toEqual(['dkim=fail', 'dkim=fail'])
    expect(changedResults).toContain('dmarc=fail')
    // A replay is what DKIM cannot see; the envelope shows it.
    const [replayedResults = ''] = headerValues(replayed, 'Authentication-Results')
    expect(replayedResults.match(/(?:spf|dkim)=\w+/g)).toEqual(['spf=none', 'dkim=pass', 'dkim=pass'])
  }))

test('several recipients get a letter each; nowhere.invalid bounces', () =>
  withSandbox(WORLD, async (sandbox) => {
    const client = await SmtpClient.open(sandbox.receiver)
    await client.say('EHLO stranger.example')
    await client.say('MAIL FROM:<>')
    expect(await client.say('RCPT TO:<anna@example.com>')).toMatch(/^250/)
    expect(await client.say('RCPT TO:<boris@Nowhere.INVALID>')).toMatch(/^550/)
    expect(await client.say('RCPT TO:<vera@example.com>')).toMatch(/^250/)
    await client.say('DATA')
    expect(await client.say(`${LETTER}\r\n.`)).toMatch(/^250/)
    client.close()
    const letters = await letterTexts(sandbox)
    expect(letters.flatMap((letter) => headerValues(letter, 'Delivered-To'))).toEqual([
      'anna@example.com',
      'vera@example.com',
    ])
    expect(sandbox.delivered()).toBe(2)
    const paths = await sandbox.letters()
    for (const path of paths) {
      expect(basename(path)).toMatch(/\.eml$/)
      expect((await stat(path)).mode & 0o777).toBe(0o600)
    }
    expect([...paths].sort()).toEqual(paths)
  }))

test('garbage does no harm', () =>
  withSandbox(WORLD, async (sandbox) => {
    for (const garbage of [
      '\x00\xff\xfe'.repeat(1000),
      'GET / HTTP/1.1',
      'MAIL FROM:<a@b.c>',
      'DATA',
      'RCPT TO:<<<>>>',
    ]) {
      const client = await SmtpClient.open(sandbox.receiver)
      expect(await client.say(garbage)).toMatch(/^(?:[45]\d\d .*|)$/)
      client.close()
    }
    expect(await deliver(sandbox.receiver, 'a@b.example', 'c@d.example', '\x00\x01 no header at all')).toMatch(/^250/)
    expect(await deliver(sandbox.receiver, 'a@b.example', 'c@d.example', '')).toMatch(/^250/)
    expect(sandbox.delivered()).toBe(2)
  }))

test('a letter beyond 32 MB is refused', () =>
  withSandbox(WORLD, async (sandbox) => {
    const huge = `Subject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(500_000)}`
    expect(await deliver(sandbox.receiver, 'a@b.example', 'c@d.example', huge)).toMatch(/^552/)
    expect(sandbox.delivered()).toBe(0)
  }))
