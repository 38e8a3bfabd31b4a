import { generateKeyPairSync } from 'node:crypto'
import dns from 'node:dns'
import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
import dkim from 'dkim'
import nodemailer from 'nodemailer'
import { type Contender, compare } from './measure.js'

// One letter of 10 kB with one RSA-2048 signature, the key already at hand: parse and verify.

const NAME = 'bench._domainkey.romashka.ru'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
const { message } = await transport.sendMail({
  from: 'Romashka <news@romashka.ru>',
  to: 'maria@example.com',
  subject: 'Spring',
  text: 'Весна пришла, приходите и вы.\n'.repeat(125),
  dkim: {
    domainName: 'romashka.ru',
    keySelector: 'bench',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
})
const letter = Buffer.isBuffer(message) ? message : Buffer.from([])
const bytes = new Uint8Array(letter)
const zone = dnsFromZone({ [NAME]: record })

async function ours(): Promise<boolean> {
  const [result] = await verifyDkim(parseLetter(bytes), { dns: zone })
  return result?.status === 'pass'
}

// The package asks the system's resolver and takes no other.
dns.resolve = ((_name: string, _type: string, done: (error: null, records: string[][]) => void) =>
  done(null, [[record]])) as never
function theirs(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    dkim.verify(letter, (error: Error | null, results: { verified: boolean }[]) =>
      error ? reject(error) : resolve(results[0]?.verified === true),
    )
  })
}

function repeat(verify: () => Promise<boolean>): Contender['run'] {
  return async (count) => {
    for (let done = 0; done < count; done++) if (!(await verify())) throw new Error('a signature did not verify')
  }
}

const contenders: Contender[] = [
  { name: '@waxseal/provenance', run: repeat(ours) },
  { name: 'dkim', run: repeat(theirs) },
]
if (Number.parseInt(process.versions.node, 10) >= 22) {
  const { dkimVerify } = await import('mailauth')
  contenders.push({
    name: 'mailauth',
    run: repeat(async () => {
      const { results } = await dkimVerify(letter, { resolver: async () => [[record]] })
      return results[0]?.status.result === 'pass'
    }),
  })
} else {
  console.log(`mailauth is left out: it needs Node 22.19, this is ${process.version}`)
}

console.log(`provenance: a letter of ${letter.length} bytes, one RSA-2048 signature`)
await compare('parse and verify', contenders)
