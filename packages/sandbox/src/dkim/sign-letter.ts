import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { bodyHash, signedHeader, splitLetter } from './canonical.js'

const signAsync = promisify(sign) as (algorithm: string, data: Buffer, key: KeyObject) => Promise<Buffer>

/** Who signs, and which header fields. */
export interface LetterSigner {
  readonly domain: string
  readonly selector: string
  readonly key: KeyObject
  /** Names in lower case. Those that the letter lacks are left out of `h=`. */
  readonly fields: readonly string[]
}

/**
 * Puts DKIM signatures (RFC 6376, rsa-sha256, relaxed/relaxed) on top of a letter, the first signer's first. Not nodemailer's own,
 * because the two signatures of the provider cover different fields, and because RSA runs beside the main thread here.
 *
 * @param at epoch milliseconds, for `t=`
 */
export async function signLetter(letter: Buffer, signers: readonly LetterSigner[], at: number): Promise<Buffer> {
  const split = splitLetter(letter)
  const present = new Set(split.fields.map((field) => field.name))
  const hash = bodyHash(split.body, 'relaxed')
  const signatures = signers.map(async (signer) => {
    const names = signer.fields.filter((name) => present.has(name))
    const field = [
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${signer.domain}; s=${signer.selector};`,
      `\tt=${Math.floor(at / 1000)}; h=${fold(names.join(':'), /.{1,64}(?::|$)/g)};`,
      `\tbh=${hash};`,
      '\tb=',
    ].join('\r\n')
    const data = Buffer.from(signedHeader(split, names, field, 'relaxed'), 'latin1')
    const signature = await signAsync('sha256', data, signer.key)
    return Buffer.from(`${field}${fold(signature.toString('base64'), /.{1,72}/g)}\r\n`)
  })
  return Buffer.concat([...(await Promise.all(signatures)), letter])
}

function fold(text: string, line: RegExp): string {
  return (text.match(line) ?? []).join('\r\n\t')
}
