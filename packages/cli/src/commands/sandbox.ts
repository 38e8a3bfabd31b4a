import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startSandbox } from '@waxseal/sandbox'
import { EXIT, type Io } from '../io.js'

const LISTS = [
  { id: '501', title: 'Saint Petersburg' },
  { id: '502', title: 'Moscow' },
]

/** What needs no quoting, in the printed code either. */
const KEY = /^[\w.~+/=-]+$/

/** `waxseal sandbox`: a provider on this machine to develop against; runs until it is interrupted. */
export async function runSandbox(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      directory: { type: 'string' },
      'api-key': { type: 'string' },
      'go-api-key': { type: 'string' },
      sender: { type: 'string', multiple: true },
    },
  })
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    io.complain('`--port` must be a number from 0 to 65535')
    return EXIT.usage
  }
  const { 'api-key': apiKey, 'go-api-key': goApiKey } = values
  if ([apiKey, goApiKey].some((key) => key !== undefined && !KEY.test(key))) {
    io.complain('a key must be of letters, digits and `_ . ~ + / = -`')
    return EXIT.usage
  }
  const directory = values.directory ?? (await mkdtemp(join(tmpdir(), 'waxseal-sandbox-')))
  const senders = values.sender ?? ['news@romashka.example']
  const sandbox = await startSandbox({
    ...{ directory, port, senders, lists: LISTS },
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(goApiKey === undefined ? {} : { goApiKey }),
  })
  const zone = join(directory, 'zone.json')
  await writeFile(zone, `${JSON.stringify(sandbox.zone, null, 2)}\n`)
  io.print(`The provider runs on this machine. Put these into your code:

  createUnisender({ baseUrl: '${sandbox.url}', apiKey: '${sandbox.apiKey}' })
  createUnisenderGo({ baseUrl: '${sandbox.goUrl}', apiKey: '${sandbox.goApiKey}' })
  an SMTP transport for single letters: ${sandbox.submission.host}:${sandbox.submission.port}, no TLS, no password

  lists      ${LISTS.map(({ id, title }) => `${id} ${title}`).join(', ')}
  senders    ${senders.join(', ')}
  account    ${sandbox.accountId}
  letters    ${sandbox.maildir}
  DNS        ${zone}

To judge a letter that arrived:

  npx @waxseal/cli verify LETTER.eml --zone ${zone} --domain ${senders[0]?.split('@')[1] ?? 'DOMAIN'}

Stop it with Ctrl-C.`)
  await io.interrupted
  await sandbox.stop()
  return EXIT.done
}
