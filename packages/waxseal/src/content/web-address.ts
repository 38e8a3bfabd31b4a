import { parseEmailAddress, toAsciiDomain } from '@waxseal/core'
import type { Findings } from './findings.js'
import { mergeTags, replaceMergeTags } from './merge-fields.js'

/** Stands for a merge field while an address is parsed; a host that holds it is not known before the letter is merged. */
const PLACEHOLDER = 'wxmergefieldwx'

/** Fields that the provider fills with an address of its own; one alone may be a whole link. */
const PROVIDER_LINKS = new Set(['UnsubscribeUrl', 'WebLetterUrl'])

/** What is done with an address: opened by a click, or loaded by the mail program by itself. */
export type AddressUse = 'image' | 'link'

/** Checks one web address of a letter and notes its host. */
export function checkAddress(raw: string, use: AddressUse, findings: Findings): void {
  // Mail programs drop tabs and line breaks inside addresses before they read them (WHATWG URL section 4.4).
  const value = raw.replace(/[\t\n\r]/g, '').trim()
  if (value === '' || value.startsWith('#') || isProviderLink(value, use)) return
  if (/%7b|%7d|%24(?:%7b|%21|[{!])/i.test(value)) {
    findings.fault('merge-syntax', 'braces in a web address may not be percent-encoded')
    return
  }
  const address = replaceMergeTags(value, () => PLACEHOLDER)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase()
  if (scheme === 'mailto' && use === 'link') checkMailto(address.slice('mailto:'.length), findings)
  else if (scheme === 'data' && use === 'image') checkInlineImage(address, findings)
  else if (scheme === 'http' || scheme === 'https') noteHost(address, use, findings)
  else if (!(scheme === 'tel' && use === 'link') && !(scheme === 'cid' && use === 'image')) {
    findings.fault('address-malformed', 'a web address must begin with `https://` or `http://` and a host')
  }
}

function isProviderLink(value: string, use: AddressUse): boolean {
  const [tag, ...more] = mergeTags(value)
  if (tag?.name === undefined || more.length > 0 || use === 'image') return false
  return tag.start === 0 && tag.end === value.length && PROVIDER_LINKS.has(tag.name)
}

function checkInlineImage(address: string, findings: Findings): void {
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=]*$/i.test(address)) return
  findings.fault('address-scheme', 'only png, jpeg, gif and webp images may stand inside the letter')
}

function noteHost(address: string, use: AddressUse, findings: Findings): void {
  // Browsers forgive `https:/host` and read `\` as `/`; other readers see other hosts in such addresses.
  if (!/^https?:\/\/[^/]/i.test(address) || address.includes('\\')) {
    findings.fault('address-malformed', 'a web address must begin with `https://` or `http://` and a host')
    return
  }
  let url: URL
  try {
    url = new URL(address)
  } catch {
    findings.fault('address-malformed', 'a web address cannot be read')
    return
  }
  if (url.username !== '' || url.password !== '') {
    findings.fault('address-userinfo', 'a web address may not hold a user name or password')
    return
  }
  const authority = address.slice(address.indexOf('//') + 2).split(/[/?#\\]/, 1)[0] ?? ''
  if (url.hostname.includes(PLACEHOLDER) || authority.includes(PLACEHOLDER)) {
    findings.fault('merge-field-in-host', 'a merge field may not stand in the host of a web address')
    return
  }
  const host = url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname
  if (use === 'image') findings.imageHost(host)
  else findings.linkHost(host)
}

/** A mail link is an answer address by another name: its domain must be a granted link host. */
function checkMailto(rest: string, findings: Findings): void {
  const cut = rest.indexOf('?')
  const to = cut < 0 ? rest : rest.slice(0, cut)
  // In mail links a plus sign is no blank (RFC 6068 section 5).
  const query = cut < 0 ? [] : [...new URLSearchParams(rest.slice(cut + 1).replaceAll('+', '%2B'))]
  if (query.some(([key, value]) => !/^body$/i.test(key) && /[\r\n]/.test(`${key}${value}`))) {
    findings.fault('address-malformed', 'a mail link may not hold line breaks outside the body')
  }
  const further = query.filter(([key]) => /(?:^|[^a-z])(?:to|cc|bcc)$/i.test(key.trim())).map(([, value]) => value)
  for (const part of [decode(to), ...further].join(',').split(/[,;]/)) {
    const text = part.trim()
    if (text === '' || findings.full) continue
    const address = parseEmailAddress(text)
    // `%` and `!` in a local part once meant: pass it on to another host.
    if (address === undefined || text.includes(PLACEHOLDER) || /[%!]/.test(address.local)) {
      findings.fault('address-malformed', 'a mail link must hold plain addresses')
    } else findings.linkHost(address.domain)
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An address with a beginning that everybody knows, up to a character at which some program ends it. */
const WEB_ADDRESS = /(?:https?:\/\/|www\.)(?:[!#-&*-;=?-\]_a-z~]|(?![\p{P}\s])[^\0-\x7f])+/giu
const FURTHER_ADDRESS = /https?:\/\/|(?<![\p{L}\p{N}._-])www\./giu
/** Whatever may be a host to a program that knows other scripts, and to one that does not. */
const HOSTS = [/[\p{L}\p{M}\p{N}\p{So}_.-]+/gu, /[a-z0-9_.-]+/gi] as const
/** What may follow a host in an address, and does not only end a sentence. */
const OPENER = /[/\\]|[?#:][.,;:!?*_)\]}"'»”]*[^\s.,;:!?*_)\]}"'»”]/y
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/**
 * Notes the addresses that mail programs make clickable in running text: written-out links, mail addresses, and bare words
 * like `host.example/path`. Programs disagree on where such an address begins and ends, so each reading is looked at.
 */
export function findAddressesInText(text: string, findings: Findings): void {
  const merged = replaceMergeTags(text, () => PLACEHOLDER)
  if (!/\P{ASCII}/u.test(merged)) {
    findAddresses(merged, HOSTS[0], findings)
    return
  }
  const shown = merged.replace(INVISIBLE, ' ')
  const normal = merged.replace(INVISIBLE, '').normalize('NFKC').replaceAll('。', '.')
  for (const reading of [shown, normal]) for (const hosts of HOSTS) findAddresses(reading, hosts, findings)
}

function findAddresses(text: string, hosts: RegExp, findings: Findings): void {
  let at = 0
  for (const { 0: found, index } of text.matchAll(WEB_ADDRESS)) {
    if (findings.full) return
    noteHosts(text.slice(at, index), hosts, true, findings)
    checkWritten(found, findings)
    noteHosts(found, hosts, false, findings)
    at = index + found.length
  }
  noteHosts(text.slice(at), hosts, true, findings)
}

/** Checks a written-out address, and every other one that is glued to it. */
function checkWritten(found: string, findings: Findings): void {
  const starts = [...found.matchAll(FURTHER_ADDRESS)].map(({ index }) => index).filter((index) => index > 0)
  const parts = starts.map((start, place) => found.slice(start, starts[place + 1]))
  for (const part of [found, ...parts]) {
    const bare = trimEnd(part, '.,;:!?)]')
    checkAddress(/^www\./i.test(bare) ? `http://${bare}` : bare, 'link', findings)
  }
}

/** Notes hosts that follow `@` or `//` and, where bare words count, those with a path, a query or a port. */
function noteHosts(text: string, hosts: RegExp, bareWords: boolean, findings: Findings): void {
  for (const { 0: run, index } of text.matchAll(hosts)) {
    if (findings.full) return
    if (!run.includes('.')) continue
    const marked = text[index - 1] === '@' || /^[\\/]{2}$/.test(text.slice(Math.max(index - 2, 0), index))
    OPENER.lastIndex = index + run.length
    const opens = bareWords && OPENER.test(text)
    for (const part of run.split(/\.{2,}/)) noteBareHost(trim(part, '-_.'), marked, opens, bareWords, findings)
  }
}

function noteBareHost(host: string, marked: boolean, opens: boolean, bareWords: boolean, findings: Findings): void {
  if (!host.includes('.')) return
  const labels = host.split('.')
  const last = labels[labels.length - 1] ?? ''
  if (host.includes(PLACEHOLDER)) {
    if (marked || opens || (bareWords && !isProse(labels))) {
      findings.fault('merge-field-in-host', 'a merge field may not stand in a host name')
    }
    return
  }
  if (!marked && !opens) return
  const isNumber = /^(?:\d+|0x[\da-f]*)$/i.test(last)
  const isWord = /^(?:xn--[a-z0-9-]+|[^\p{N}_-]{2,})$/iu.test(last)
  const isIp = isNumber && labels.length === 4 && labels.every((label) => Number(label) <= 255)
  // `13.00/14.00`, `кв.м/год` and `v.2/3` are no hosts.
  if (!isWord && !isIp && !(marked && last.length > 1) && !(marked && isNumber)) return
  const domain = toAsciiDomain(host)
  if (domain === undefined) findings.fault('address-malformed', 'a host name in the text cannot be read')
  else findings.linkHost(domain)
}

const CYRILLIC_TLD = /^(?:рф|рус|укр|бел|срб|мкд|мон|бг|ею|орг|ком|дети|сайт|онлайн|москва|католик|қаз)$/iu

/** `{{name}}.Мы рады` and `г.{{city}}` lack a blank; `{{name}}.evil.example`, `evil.{{name}}` and `{{name}}.рф` are hosts. */
function isProse(labels: readonly string[]): boolean {
  const others = labels.filter((label) => !label.includes(PLACEHOLDER))
  const rest = labels.map((label) => label.replace(PLACEHOLDER, ''))
  return (
    others.length === labels.length - 1 &&
    rest.every((label) => /^[\p{Script=Cyrillic}\d-]*$/u.test(label)) &&
    others.filter((label) => label.length > 1 || /\d/.test(label)).length <= 1 &&
    !CYRILLIC_TLD.test(labels[labels.length - 1] ?? '')
  )
}

/** The text without certain characters at both ends. */
function trim(text: string, characters: string): string {
  let start = 0
  while (start < text.length && characters.includes(text[start] ?? '')) start++
  return trimEnd(text.slice(start), characters)
}

/** The text without trailing characters of a set. By hand: a regular expression anchored at the end is quadratic. */
function trimEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}
