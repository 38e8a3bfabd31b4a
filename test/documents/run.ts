import { fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Block } from './blocks.js'
import { type Instrumented, instrument, PROBE, sameOutput } from './expectations.js'
import type { Report } from './runner.js'
import { typeErrors } from './type-errors.js'

const here = dirname(fileURLToPath(import.meta.url))

/** The folder, ignored by git, that blocks are written to: inside the package they document, so that its imports resolve. */
const FOLDER = '.docs-tests'

interface Written extends Instrumented {
  readonly block: Block
  readonly path: string
}

/** Type-checks and runs the blocks. Gives, for each block, what is wrong with it as `file:line: …` lines. */
export async function runBlocks(root: string, blocks: readonly Block[], timeout = 20_000): Promise<string[][]> {
  const folders = new Set<string>()
  const written = blocks.map((block, index) => {
    const folder = join(root, homeOf(block.file), FOLDER, String(process.pid))
    const path = join(folder, String(index), 'block.ts')
    const { code, expectations } = instrument(block.code)
    folders.add(folder)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${code}\nexport {}\n`)
    return { block, path, code, expectations }
  })
  try {
    const running = execute(written, timeout)
    const wrongTypes = typeErrors(
      root,
      written.map(({ path }) => path),
      `declare function ${PROBE}(number: number): typeof console.log`,
    )
    const reports = await running
    return written.map((one, index) => [
      ...(wrongTypes[index] ?? []).map(({ line, message }) => `${place(one, line)}: ${message}`),
      ...judge(one, reports[index]),
    ])
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

function homeOf(file: string): string {
  return /^(?:packages|examples)\/[^/]+/.exec(file)?.[0] ?? '.'
}

function place({ block }: Written, line: number): string {
  return `${block.file}:${block.line + line}`
}

function judge(one: Written, report: Report | undefined): string[] {
  if (report?.error !== undefined) {
    const line = new RegExp(`${one.path.replace(/[^\w]/g, '\\$&')}:(\\d+)`).exec(report.error)?.[1]
    return [`${place(one, line === undefined ? 0 : Number(line) - 1)}: ${report.error}`]
  }
  return one.expectations.flatMap(({ line, text }, number) => {
    const printed = report?.printed[number]
    if (printed == null) return [`${place(one, line)}: never printed \`${text}\``]
    const whole = printed.join('\n')
    return sameOutput(whole, text) ? [] : [`${place(one, line)}: promised \`${text}\`, printed \`${whole}\``]
  })
}

/** One child runs them all; a block that ends or blocks the child is failed, and the next child goes on behind it. */
async function execute(written: readonly Written[], timeout: number): Promise<(Report | undefined)[]> {
  const reports: (Report | undefined)[] = []
  while (reports.length < written.length) {
    const before = reports.length
    const end = await runFrom(written, reports, timeout)
    if (reports.length < written.length) reports.push({ index: reports.length, printed: [], error: end })
    if (reports.length === before) throw new Error('the runner made no step')
  }
  return reports
}

function runFrom(written: readonly Written[], reports: (Report | undefined)[], timeout: number): Promise<string> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(join(here, 'runner.ts'), {
    execArgv: ['--conditions=@waxseal/source', '--import', tsx],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  let timer: NodeJS.Timeout | undefined
  child.stderr?.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2000)
  })
  function next(): void {
    clearTimeout(timer)
    const one = written[reports.length]
    if (one === undefined) child.kill()
    else {
      child.send({ index: reports.length, path: one.path, timeout })
      // A block that never gives the thread back cannot be timed from inside.
      timer = setTimeout(() => child.kill('SIGKILL'), timeout * 1.5)
    }
  }
  child.on('message', (message: Report | 'ready') => {
    if (message !== 'ready') reports.push(message)
    next()
  })
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      resolve(`ended the process (${signal ?? code}): ${errors}`)
    })
  })
}
