import { parseArgs } from 'node:util'
import { isWaxsealError, systemClock } from '@waxseal/core'
import { type Finding, lint } from '@waxseal/policy'
import { EXIT, type Io, printable } from '../../io.js'
import { engineOf, fileOf, openDirectory, openPolicy, type Paths } from './files.js'

/** What is wrong with a policy, and what in it is not as its author believes. */
interface Report {
  /** Faults with which it cannot be used, one line each. */
  readonly faults: readonly string[]
  readonly findings: readonly Finding[]
}

/** `waxseal policy check`: is the policy well formed, and does it say what it seems to say. */
export async function checkPolicy(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { directory: { type: 'string' }, strict: { type: 'boolean' }, json: { type: 'boolean' } },
  })
  const [path] = positionals
  if (path === undefined || positionals.length > 1) {
    io.complain('usage: waxseal policy check POLICY.json [--directory FILE] [--strict] [--json]')
    return EXIT.usage
  }
  const { directory } = values
  const report = await look(path, directory, (io.clock ?? systemClock)())
  const { faults, findings } = report
  const grave = findings.filter(({ level }) => level === 'error' || (values.strict && level === 'warning'))
  const ok = faults.length === 0 && grave.length === 0
  if (values.json) io.print(JSON.stringify({ ok, ...report }))
  else show(report, { policy: path, directory: directory ?? '' }, ok, io)
  return ok ? EXIT.done : EXIT.wanting
}

async function look(path: string, people: string | undefined, at: number): Promise<Report> {
  try {
    const policy = await openPolicy(path)
    const directory = people === undefined ? undefined : await openDirectory(people)
    if (directory !== undefined) engineOf(policy, directory, { policy: path, directory: people ?? '' })
    return { faults: [], findings: lint(policy, directory, { at }) }
  } catch (error) {
    if (!isWaxsealError(error, 'policy-file-invalid')) throw error
    const { problems } = error.details
    return { faults: Array.isArray(problems) ? problems.map(String) : [], findings: [] }
  }
}

function show({ faults, findings }: Report, paths: Paths, ok: boolean, io: Io): void {
  for (const fault of faults) io.print(printable(`fault    ${fault}`))
  for (const { level, path, message, code } of findings) {
    const place = placeOf(path)
    io.print(printable(`${level.padEnd(7)}  ${fileOf(place, paths)}: ${place}: ${message} (${code})`))
  }
  const counts = [
    count(faults.length, 'fault'),
    ...(['error', 'warning', 'note'] as const).map((kind) =>
      count(findings.filter(({ level }) => level === kind).length, kind),
    ),
  ].filter((text) => text !== undefined)
  io.print(`${ok ? 'in order' : 'NOT IN ORDER'}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`)
}

function count(number: number, kind: string): string | undefined {
  return number === 0 ? undefined : `${number} ${kind}${number === 1 ? '' : 's'}`
}

/** `grants[2].to.role`, as in the messages of faults. */
function placeOf(path: readonly (string | number)[]): string {
  let place = ''
  for (const step of path) {
    if (typeof step === 'number') place += `[${step}]`
    else if (!/^[A-Za-z_$][\w$]*$/.test(step)) place += `[${JSON.stringify(step)}]`
    else place += place === '' ? step : `.${step}`
  }
  return place
}
