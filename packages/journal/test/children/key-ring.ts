import { fileKeyRing } from '@waxseal/journal/node'

const ring = await fileKeyRing(process.argv[2] ?? '')
const { bytes } = await ring.current({ tenant: 'default', use: 'token' })
process.stdout.write(Buffer.from(bytes).toString('hex'))
