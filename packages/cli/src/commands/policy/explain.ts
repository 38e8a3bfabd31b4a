import { parseArgs } from 'node:util'
import { systemClock } from '@waxseal/core'
import { english, type Resource, russian } from '@waxseal/policy'
import { EXIT, type Io, printable } from '../../io.js'
import { openEngine } from './files.js'
import { readInstant } from './instant.js'

const LANGUAGES = new Map([
  ['en', english],
  ['ru', russian],
])

const USAGE =
  'usage: waxseal policy explain POLICY.json --directory FILE --principal ID --action NAME (--list ID | --account) [--ip ADDRESS] [--at TIME] [--lang en|ru] [--json]'

/** `waxseal policy explain`: may somebody do this, why, and what would change it. */
export async function explainDecision(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      directory: { type: 'string' },
      principal: { type: 'string' },
      action: { type: 'string' },
      list: { type: 'string' },
      account: { type: 'boolean' },
      ip: { type: 'string' },
      at: { type: 'string' },
      lang: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const [policy] = positionals
  const { directory, principal, action, list, account, ip } = values
  const resource = resourceOf(list, account)
  if (
    policy === undefined ||
    positionals.length > 1 ||
    directory === undefined ||
    principal === undefined ||
    action === undefined ||
    resource === undefined
  ) {
    io.complain(USAGE)
    return EXIT.usage
  }
  const at = values.at === undefined ? (io.clock ?? systemClock)() : readInstant(values.at)
  if (at === undefined) {
    io.complain('`--at` must be an instant with its time zone, such as `2026-11-23T19:05:00Z`')
    return EXIT.usage
  }
  const language = LANGUAGES.get(values.lang ?? 'en')
  if (language === undefined) {
    io.complain('`--lang` must be `en` or `ru`')
    return EXIT.usage
  }
  const engine = await openEngine({ policy, directory })
  const explanation = engine.explain({ principal, action, resource, context: { at, ip } }, { language })
  if (values.json) io.print(JSON.stringify(explanation))
  else for (const line of explanation.text.split('\n')) io.print(printable(line))
  return explanation.decision.allowed ? EXIT.done : EXIT.wanting
}

function resourceOf(list: string | undefined, account: boolean | undefined): Resource | undefined {
  if ((list === undefined) === (account !== true)) return undefined
  return list === undefined ? { type: 'account' } : { type: 'list', id: list }
}
