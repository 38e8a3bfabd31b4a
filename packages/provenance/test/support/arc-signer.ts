import { createHash, sign } from 'node:crypto'
import { edKey, plainBody, plainField, type TestKey } from './signer.js'

export interface SealOptions {
  readonly key?: TestKey
  readonly domain?: string
  readonly selector?: string
  /** @default none for the first set, pass for the others */
  readonly chain?: string
  /** What the forwarder found. */
  readonly results?: string
  /** More tags of the seal. */
  readonly tags?: string
  readonly signed?: string
  readonly instance?: number
}

/** Adds one ARC set on top of a letter with CRLF line ends (RFC 8617 section 5.1), in as few words as possible. */
export function sealLetter(letter: string, options: SealOptions = {}): string {
  const { key = edKey, domain = 'list.example', selector = 's', tags = '', signed = 'from:to:subject' } = options
  const split = letter.indexOf('\r\n\r\n')
  const fields = letter.slice(0, split + 2).split(/(?<=\r\n)(?![ \t])/)
  const sets = fields.filter((field) => /^arc-/i.test(field))
  const instance = options.instance ?? sets.length / 3 + 1
  const results = `ARC-Authentication-Results: i=${instance}; ${options.results ?? `${domain}; spf=pass`}\r\n`
  const bh = createHash('sha256')
    .update(plainBody(letter.slice(split + 4), 'relaxed'))
    .digest('base64')
  const common = `i=${instance}; a=${key.algorithm}; d=${domain}; s=${selector};`
  const messageHead = `ARC-Message-Signature: ${common} c=relaxed/relaxed; h=${signed}; bh=${bh}; b=`
  const chosen = signed
    .split(':')
    .map((name) => fields.findLast((field) => field.toLowerCase().startsWith(`${name}:`)) ?? '')
  const message = `${messageHead}${signature(key, [...chosen, `${messageHead}\r\n`])}\r\n`
  const sealHead = `ARC-Seal: ${common} cv=${options.chain ?? (instance === 1 ? 'none' : 'pass')};${tags} b=`
  // A set on top is seal, message, results; what a seal covers is results, message, seal, from the first set on.
  const before = sets.toReversed()
  const seal = `${sealHead}${signature(key, [...before, results, message, `${sealHead}\r\n`])}\r\n`
  return `${seal}${message}${results}${letter}`
}

function signature(key: TestKey, fields: readonly string[]): string {
  const data = Buffer.from(
    fields
      .filter(Boolean)
      .map((field) => plainField(field, 'relaxed'))
      .join('')
      .slice(0, -2),
  )
  const ed = key.algorithm === 'ed25519-sha256'
  const signed = ed
    ? sign(null, createHash('sha256').update(data).digest(), key.privateKey)
    : sign('sha256', data, key.privateKey)
  return signed.toString('base64')
}
