import { describe, expect, test } from 'vitest'
import { checkCss } from '../../src/content/css.js'
import { Findings } from '../../src/content/findings.js'
import { checkAddress, findAddressesInText } from '../../src/content/web-address.js'

function link(address: string): Findings {
  const findings = new Findings()
  checkAddress(address, 'link', findings)
  return findings
}

function inText(text: string): Findings {
  const findings = new Findings()
  findAddressesInText(text, findings)
  return findings
}

describe('hosts are noted as mail programs understand them', () => {
  test.each([
    ['https://Romashka.RU/x', 'romashka.ru'],
    ['HTTP://romashka.ru:8443', 'romashka.ru'],
    ['https://romashka.ru.', 'romashka.ru'],
    ['https://ромашка.рф/', 'xn--80aa3agjl3d.xn--p1ai'],
    ['https://romashka%2eru/', 'romashka.ru'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://[::1]/', '[::1]'],
    ['mailto:a@Romashka.ru', 'romashka.ru'],
    ['mailto:a%40romashka.ru', 'romashka.ru'],
  ])('%s', (address, host) => {
    const findings = link(address)
    expect(findings.faults).toEqual([])
    expect([...findings.linkHosts]).toEqual([host])
  })
})

describe('what nobody can read for certain is a fault', () => {
  test.each([
    'romashka.ru/x',
    '/x',
    '//romashka.ru',
    'https:romashka.ru',
    'https:///romashka.ru',
    'https://romashka.ru\\@evil.example',
    'https://user@romashka.ru',
    'https://ro mashka.ru',
    'https://',
    'vbscript:x',
    'ftp://romashka.ru',
    'data:text/html,x',
    'https://{{host}}/',
    'https://{{user}}@romashka.ru/',
    'mailto:{{to_name}}@romashka.ru',
    'mailto:nobody',
  ])('%s', (address) => {
    const findings = link(address)
    expect(findings.faults.length).toBeGreaterThan(0)
  })
})

describe('running text', () => {
  test.each([
    ['see https://evil.example/x.', ['evil.example']],
    ['(https://evil.example/x)', ['evil.example']],
    ['see www.evil.example!', ['www.evil.example']],
    ['evil.example/path', ['evil.example']],
    ['evil.example:8080/path', ['evil.example']],
    ['write to a.b@evil.example, please', ['evil.example']],
    ['<a.b@evil.example>', ['evil.example']],
    ['{{to_name}}@evil.example', ['evil.example']],
    ['evil.example/?{{to_name}}', ['evil.example']],
  ])('%s', (text, hosts) => {
    expect([...inText(text).linkHosts]).toEqual(hosts)
  })

  test.each([
    'Dear {{to_name}}.',
    'Здравствуйте, {{to_name}}!',
    'открыто с 9.00 до 18.00, перерыв 13.00/14.00',
    'версия 2.0.1',
    'и т.д. и т.п.',
    'a/b and/or c',
    'e.g. this',
    'кошка@дом',
  ])('prose is prose: %s', (text) => {
    const findings = inText(text)
    expect([...findings.linkHosts]).toEqual([])
    expect(findings.faults).toEqual([])
  })
})

test('style sheets: each address is an image, everything else that loads is a fault', () => {
  const findings = new Findings()
  checkCss('a{background:URL( "https://img.romashka.ru/a.png" )}b{list-style:url(https://x.example/b)}', findings)
  expect([...findings.imageHosts]).toEqual(['img.romashka.ru', 'x.example'])
  expect(findings.faults).toEqual([])
  for (const css of [
    '@IMPORT "x"',
    'a{b:expression(1)}',
    'a{behavior:url(#x)}',
    'a{b:u\\rl(x)}',
    '/* //evil.example',
    'url(x',
  ]) {
    const bad = new Findings()
    checkCss(css, bad)
    expect(bad.faults.length, css).toBeGreaterThan(0)
  }
})

test('the same fault is told once', () => {
  const findings = new Findings()
  for (let count = 0; count < 3; count++) findings.fault('x', 'y')
  expect(findings.faults).toEqual([{ code: 'x', message: 'y' }])
})
