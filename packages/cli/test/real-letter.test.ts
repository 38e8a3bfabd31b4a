import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Sandbox, startSandbox } from '@waxseal/sandbox'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

let directory: string
let sandbox: Sandbox
let letter: string
let zone: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'waxseal-cli-'))
  sandbox = await startSandbox({ directory, senders: ['news@romashka.example'] })
  const transport = createTransport({ ...sandbox.submission, secure: false, ignoreTLS: true })
  await transport.sendMail({
    from: 'Ромашка <news@romashka.example>',
    to: 'anna@mail.example',
    subject: 'Весна',
    text: 'Our phone: +7 812 000-10-20\n',
  })
  transport.close()
  await sandbox.whenIdle()
  letter = (await sandbox.letters())[0] ?? ''
  zone = join(directory, 'zone.json')
  await writeFile(zone, JSON.stringify(sandbox.zone))
})
afterAll(async () => {
  await sandbox.stop()
  await rm(directory, { recursive: true, force: true })
})

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a process of its own, as a terminal would. */
async function waxseal(...args: string[]): Promise<Ended> {
  const command = ['--conditions=@waxseal/source', '--import', 'tsx', BIN, ...args]
  try {
    return { code: 0, ...(await run(process.execPath, command)) }
  } catch (error) {
    const { code, stdout, stderr } = error as Ended
    return { code, stdout, stderr }
  }
}

describe('the command as a process, on a letter that really went through SMTP', () => {
  test('ours', async () => {
    const ended = await waxseal('verify', letter, '--domain', 'romashka.example', '--zone', zone)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^OURS: /)
    expect(ended.stdout).not.toContain('anna@mail.example')
  })

  test('changed on the way', async () => {
    const changed = join(directory, 'changed.eml')
    const text = await readFile(letter, 'latin1')
    await writeFile(changed, text.replace('000-10-20', '000-66-66'), 'latin1')
    expect(await readFile(changed, 'latin1')).not.toBe(text)
    const ended = await waxseal('verify', changed, '--domain', 'romashka.example', '--zone', zone)
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/^SPOOFED: /)
  })

  test('a file that is not there', async () => {
    const ended = await waxseal('verify', join(directory, 'no-such.eml'), '--zone', zone)
    expect(ended).toMatchObject({ code: 4, stdout: '' })
    expect(ended.stderr).toMatch(/^waxseal: no such file: `.*no-such\.eml`\n$/)
  })

  test('the version is that of the package', async () => {
    const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    expect(await waxseal('--version')).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })
})
