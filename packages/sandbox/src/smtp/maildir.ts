import { renameSync, writeFileSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Random } from '@waxseal/core'
import { RECEIVER_NAME } from '../mail/hosts.js'

/** A Maildir: every letter is a file, written under `tmp` and moved to `new` when it is complete. */
export class Maildir {
  readonly path: string
  readonly #clock: Clock
  readonly #token: string
  #count = 0
  #delivered = 0

  private constructor(path: string, clock: Clock, random: Random) {
    this.path = path
    this.#clock = clock
    // Two sandboxes may share a folder: names must differ between them too.
    this.#token = Buffer.from(random(6)).toString('hex')
  }

  static async open(path: string, clock: Clock, random: Random): Promise<Maildir> {
    for (const folder of ['new', 'cur', 'tmp']) await mkdir(join(path, folder), { recursive: true, mode: 0o700 })
    return new Maildir(path, clock, random)
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Files a letter. Not asynchronous: four hops through the thread pool cost more than the writing itself. */
  deliver(letter: Uint8Array): void {
    const count = String(this.#count++).padStart(9, '0')
    const name = `${Math.floor(this.#clock() / 1000)}.Q${count}R${this.#token}.${RECEIVER_NAME}.eml`
    const temporary = join(this.path, 'tmp', name)
    writeFileSync(temporary, letter, { flag: 'wx', mode: 0o600 })
    renameSync(temporary, join(this.path, 'new', name))
    this.#delivered++
  }

  async letters(): Promise<string[]> {
    const names = await readdir(join(this.path, 'new'))
    return names.sort().map((name) => join(this.path, 'new', name))
  }
}
