/** The terminal of the story: colours and moving lines only where there is a terminal to show them. */
export class Screen {
  /** Everything that was printed, by whomever, for the scan at the end. */
  readonly printed: string[] = keepWrites()
  readonly #colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined

  chapter(title: string): void {
    this.line('')
    this.line(this.#paint('1;36', title))
  }

  line(text: string): void {
    console.log(text)
  }

  note(text: string): void {
    this.line(`  ${text}`)
  }

  good(what: string, text: string): void {
    this.line(`  ${this.#paint('32', 'yes')}  ${what.padEnd(40)} ${text}`)
  }

  bad(what: string, text: string): void {
    this.line(`  ${this.#paint('31', 'no ')}  ${what.padEnd(40)} ${text}`)
  }

  /** A line of evidence under a verdict. */
  evidence(strength: string, text: string): void {
    this.line(`         ${this.#paint('2', `${strength}: ${text}`)}`)
  }

  /** Shows how far a long step is; on no terminal it says so once, at the end. */
  async progress(what: string, whole: number, done: () => number, finished: Promise<void>): Promise<void> {
    const moving = process.stdout.isTTY === true
    const show = (): void => {
      const filled = Math.round((Math.min(done(), whole) / whole) * 30)
      process.stdout.write(`\r  ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done()} of ${whole} ${what}`)
    }
    const timer = moving ? setInterval(show, 80) : undefined
    await finished
    clearInterval(timer)
    if (moving) process.stdout.write('\r\u001b[2K')
    this.note(`${done()} of ${whole} ${what}`)
  }

  table(rows: readonly (readonly [string, string])[]): void {
    const width = Math.max(...rows.map(([name]) => name.length))
    const inner = Math.max(...rows.map(([, value]) => value.length))
    this.line(`  ┌${'─'.repeat(width + 2)}┬${'─'.repeat(inner + 2)}┐`)
    for (const [name, value] of rows) this.line(`  │ ${name.padEnd(width)} │ ${value.padStart(inner)} │`)
    this.line(`  └${'─'.repeat(width + 2)}┴${'─'.repeat(inner + 2)}┘`)
  }

  #paint(code: string, text: string): string {
    return this.#colours ? `\u001b[${code}m${text}\u001b[0m` : text
  }
}

/** Keeps what goes to the terminal, logs of libraries included. */
function keepWrites(): string[] {
  const kept: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      kept.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
      return write(chunk, ...rest)
    }) as typeof stream.write
  }
  return kept
}
