import { encodeBase64url, type Random } from '@waxseal/core'

/** A job of the provider: it writes a file. */
export interface Job {
  readonly id: string
  readonly type: string
  status: 'new' | 'processing' | 'completed'
  /** Last part of the file's address, which nobody can guess. */
  file: string | undefined
}

/** Jobs and the files that they wrote. A job is seen as `new`, then as `processing`, then as `completed`. */
export class Jobs {
  readonly #random: Random
  readonly #delay: number
  readonly #jobs = new Map<string, Job>()
  readonly #files = new Map<string, string>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(random: Random, delay: number) {
    this.#random = random
    this.#delay = delay
  }

  /** Starts a job; `write` makes the content of the file when the time has come. */
  start(type: string, write: () => string): Job {
    const job: Job = { id: uuid(this.#random(16)), type, status: 'new', file: undefined }
    this.#jobs.set(job.id, job)
    this.#later(this.#delay / 2, () => {
      job.status = 'processing'
    })
    this.#later(this.#delay, () => {
      const file = `${encodeBase64url(this.#random(24))}.csv`
      this.#files.set(file, write())
      job.file = file
      job.status = 'completed'
    })
    return job
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  file(name: string): string | undefined {
    return this.#files.get(name)
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #later(delay: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, delay)
    this.#timers.add(timer)
  }
}

/** A random UUID (RFC 9562 section 5.4). */
function uuid(bytes: Uint8Array): string {
  const marked = Uint8Array.from(bytes)
  marked[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  marked[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Buffer.from(marked).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
