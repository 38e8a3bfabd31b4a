import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type JsonObject, WaxsealError } from '@waxseal/core'
import { dnsFromZone, type Identity, investigate, type Verdict } from '@waxseal/provenance'
import { nodeDns } from '@waxseal/provenance/node'
import { checkIdentity, readDomain } from '../identity-file.js'
import { EXIT, type Io, printable } from '../io.js'
import { readJson } from '../json-file.js'

/** `waxseal verify`: says who really sent a saved letter, on one screen. */
export async function verifyLetter(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      domain: { type: 'string', multiple: true },
      identity: { type: 'string' },
      zone: { type: 'string' },
      jwks: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const path = positionals[0]
  if (path === undefined || positionals.length > 1) {
    io.complain(
      'usage: waxseal verify LETTER.eml [--domain NAME]... [--identity FILE] [--zone FILE] [--jwks FILE] [--json]',
    )
    return EXIT.usage
  }
  const judged = await identities(values.identity, values.domain)
  const jwks = values.jwks === undefined ? undefined : await readJson(values.jwks)
  const dns = values.zone === undefined ? nodeDns() : dnsFromZone(zoneOf(await readJson(values.zone)))
  const letter = path === '-' ? await io.readStdin() : await readFile(path)
  const verdict = await investigate(letter, {
    identities: judged,
    dns,
    ...(jwks === undefined ? {} : { seals: { jwks: { keys: keysOf(jwks) } } }),
  })
  if (values.json) io.print(JSON.stringify(verdict))
  else show(verdict, io)
  return verdict.kind === 'ours' ? EXIT.done : verdict.kind === 'unknown' ? EXIT.unknown : EXIT.wanting
}

function show(verdict: Verdict, io: Io): void {
  io.print(`${verdict.kind.toUpperCase()}: ${printable(verdict.summary)}`)
  if (verdict.service !== undefined) {
    const { id, account, strength } = verdict.service
    io.print(
      `service:  ${printable(id)}${account === undefined ? '' : `, account ${printable(account)}`} (${strength})`,
    )
  }
  if (verdict.campaign !== undefined) io.print(`campaign: ${printable(verdict.campaign)}`)
  if (verdict.principal !== undefined) io.print(`sender:   ${printable(verdict.principal)}`)
  io.print('')
  for (const statement of verdict.statements) {
    const rule = statement.rule === undefined ? '' : ` [${statement.rule}]`
    io.print(`  ${statement.strength.padEnd(12)} ${printable(statement.text)}${rule}`)
  }
  for (const fault of verdict.faults) io.print(`  ${'fault'.padEnd(12)} ${printable(fault)}`)
}

async function identities(file: string | undefined, domains: readonly string[] | undefined): Promise<Identity[]> {
  const found: Identity[] = []
  if (file !== undefined) found.push(checkIdentity(await readJson(file)))
  if (domains !== undefined) found.push({ name: domains[0] ?? '', domains: domains.map(domainOf) })
  return found
}

function domainOf(text: string): string {
  const domain = readDomain(text)
  if (domain === undefined) throw new WaxsealError('domain-invalid', 'a `--domain` is not a domain name')
  return domain
}

function zoneOf(json: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function keysOf(json: JsonObject): JsonObject[] {
  return Array.isArray(json.keys)
    ? json.keys.filter((key): key is JsonObject => typeof key === 'object' && key !== null)
    : []
}
