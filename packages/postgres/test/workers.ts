import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a worker tells of its own accord. */
export interface WorkerNews {
  /** Places and ids of the events of an append that was acknowledged. */
  readonly written?: readonly (readonly [seq: number, id: string])[]
  /** The mark of an event that it heard. */
  readonly heard?: number
}

/** A process of its own that runs `children/worker.ts`. */
export class Worker {
  readonly #child: ChildProcess
  #answered: ((answer: Record<string, unknown>) => void) | undefined
  #gone: ((reason: Error) => void) | undefined
  onNews: (news: WorkerNews) => void = () => {}
  readonly ready: Promise<Record<string, unknown>>

  constructor(connection: unknown) {
    this.#child = fork(fileURLToPath(new URL('children/worker.ts', import.meta.url)), [JSON.stringify(connection)], {
      execArgv: ['--conditions=@waxseal/source', '--import', 'tsx'],
    })
    this.#child.on('message', (message) => {
      const news = message as WorkerNews & { readonly answer?: Record<string, unknown> }
      if (news.answer === undefined) this.onNews(news)
      else this.#answered?.(news.answer)
    })
    this.#child.on('exit', () => this.#gone?.(new Error('the worker is gone')))
    this.ready = this.#nextAnswer()
  }

  /** Gives a task and waits for the answer; rejects when the process goes. */
  ask(task: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const answer = this.#nextAnswer()
    this.#child.send({ task, ...parameters })
    return answer
  }

  /** Kills it as a crash would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #nextAnswer(): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#gone = reject
    })
  }
}
