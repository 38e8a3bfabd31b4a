import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A key pair and its key record. The pairs are made once: what a test is about is never the key itself. */
export interface TestKey {
  readonly algorithm: 'ed25519-sha256' | 'rsa-sha1' | 'rsa-sha256'
  readonly privateKey: KeyObject
  readonly record: string
}

export const edKey = makeEd25519()
export const otherKey = makeEd25519()

export function makeEd25519(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const p = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
  return { algorithm: 'ed25519-sha256', privateKey, record: `v=DKIM1; k=ed25519; p=${p}` }
}

export function makeRsa(bits: number, algorithm: 'rsa-sha1' | 'rsa-sha256' = 'rsa-sha256', bare = false): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  const p = publicKey.export({ format: 'der', type: bare ? 'pkcs1' : 'spki' }).toString('base64')
  return { algorithm, privateKey, record: `v=DKIM1; k=rsa; p=${p}` }
}

export interface SignOptions {
  readonly domain?: string
  readonly selector?: string
  readonly key?: TestKey
  /** `h=`; by default each field name of the letter, once for each time it is there. */
  readonly signed?: string
  /** More tags, `l=5; x=9;`. */
  readonly tags?: string
  readonly version?: string
  /** @default simple/simple, which is nearly none, so that signer and verifier share no thought */
  readonly mode?: 'relaxed' | 'simple'
}

/** RFC 6376 section 3.4 in as few words as possible, for short letters: what the fast code is compared with. */
export function plainBody(body: string, mode: 'relaxed' | 'simple'): string {
  const lines = body.replace(/\r?\n/g, '\r\n').split('\r\n')
  const shown = mode === 'simple' ? lines : lines.map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (shown.at(-1) === '') shown.pop()
  return shown.length > 0 ? `${shown.join('\r\n')}\r\n` : mode === 'simple' ? '\r\n' : ''
}

/** As `plainBody`, for one header field with its line end. */
export function plainField(field: string, mode: 'relaxed' | 'simple'): string {
  if (mode === 'simple') return field.replace(/\r?\n/g, '\r\n')
  const colon = field.indexOf(':')
  const [name, value] = [field.slice(0, colon), field.slice(colon + 1)]
  const shown = value
    .replace(/\r?\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')
  return `${name.replace(/[ \t]/g, '').toLowerCase()}:${shown}\r\n`
}

/** Signs a letter with code of its own. */
export function signLetter(letter: string, options: SignOptions = {}): string {
  const { domain = 'romashka.ru', selector = 's', key = edKey, tags = '', version = 'v=1; ', mode = 'simple' } = options
  const split = letter.indexOf('\r\n\r\n')
  const fields = letter
    .slice(0, split + 2)
    .split(/(?<=\r\n)(?![ \t])/)
    .filter(Boolean)
  const names = options.signed ?? fields.map(nameOf).join(':')
  const hash = key.algorithm === 'rsa-sha1' ? 'sha1' : 'sha256'
  const length = /\bl=(\d+)/.exec(tags)?.[1]
  const body = mode === 'relaxed' ? plainBody(letter.slice(split + 4), mode) : simpleBody(letter, split + 4)
  const covered = Buffer.from(body).subarray(0, length === undefined ? undefined : Number(length))
  const bh = createHash(hash).update(covered).digest('base64')
  const head = `DKIM-Signature: ${version}a=${key.algorithm}; c=${mode}/${mode}; d=${domain}; s=${selector}; ${tags}h=${names}; bh=${bh}; b=`
  const left = [...fields]
  const chosen = names.split(':').map((name) => {
    const at = left.findLastIndex((field) => nameOf(field).toLowerCase() === name.trim().toLowerCase())
    return at < 0 ? '' : (left.splice(at, 1)[0] ?? '')
  })
  const own = plainField(`${head}\r\n`, mode).slice(0, -2)
  const data = Buffer.from(chosen.map((field) => (field === '' ? '' : plainField(field, mode))).join('') + own)
  const ed = key.algorithm === 'ed25519-sha256'
  const signature = ed
    ? sign(null, createHash('sha256').update(data).digest(), key.privateKey)
    : sign(hash, data, key.privateKey)
  return `${head}${signature.toString('base64')}\r\n${letter}`
}

/** Without `plainBody`'s splitting, for letters of many megabytes. */
function simpleBody(letter: string, start: number): string {
  let end = letter.length
  while (end > start && letter.endsWith('\r\n', end)) end -= 2
  return `${letter.slice(start, end)}\r\n`
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim()
}

/** The zone in which `signLetter`'s default key is published for a domain. */
export function zoneFor(domain = 'romashka.ru', key: TestKey = edKey, selector = 's'): Record<string, string> {
  return { [`${selector}._domainkey.${domain}`]: key.record }
}

export interface LetterParts {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly extra?: string
  readonly body?: string
}

/** A plain letter with CRLF line ends. */
export function letterOf({ from, to, subject, extra = '', body }: LetterParts = {}): string {
  return [
    `From: ${from ?? 'Romashka <news@romashka.ru>'}`,
    `To: ${to ?? 'Anna <anna@example.com>'}`,
    `Subject: ${subject ?? 'Spring'}`,
    'Date: Fri, 2 Jan 2026 10:00:00 +0300',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    `${extra}`,
    `${body ?? 'Call 495 111-22-33.\r\n'}`,
  ].join('\r\n')
}
