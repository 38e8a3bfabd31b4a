import { generateKeyPairSync } from 'node:crypto'
import { createTransport, type SendMailOptions } from 'nodemailer'

/** The reference of the seal in a delivered letter. */
export function referenceIn(letter: string): string {
  return /Waxseal: (wx_[\w-]+)/.exec(letter)?.[1] ?? ''
}

/** Another phone in the body, everything else as it was. */
export function withOtherPhone(letter: Buffer): Buffer {
  const text = letter.toString('latin1')
  const changed = text.replace('+7 812 000-10-20', '+7 812 000-66-66')
  return Buffer.from(changed, 'latin1')
}

/** Sends a letter by SMTP as a stranger would. */
export async function deliver(
  server: { readonly host: string; readonly port: number },
  mail: SendMailOptions,
): Promise<void> {
  const transport = createTransport({ ...server, secure: false, ignoreTLS: true })
  await transport.sendMail(mail)
  transport.close()
}

/** A forger with a domain of his own: he signs his letters properly and publishes his key. */
export function forgerOf(domain: string): {
  readonly dkim: SendMailOptions['dkim']
  readonly zone: Record<string, string>
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  return {
    dkim: { domainName: domain, keySelector: 'mail', privateKey },
    zone: { [`mail._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}` },
  }
}
