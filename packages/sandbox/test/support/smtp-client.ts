import { createConnection, type Socket } from 'node:net'
import type { Endpoint } from '@waxseal/sandbox'

/** Speaks SMTP line by line, so that a test can also say what no mail library would. */
export class SmtpClient {
  readonly #socket: Socket
  #text = ''
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#text += text
      this.#wake()
    })
    socket.on('error', () => this.#wake())
    socket.on('close', () => this.#wake())
  }

  /** Connects and reads the greeting. */
  static async open(endpoint: Endpoint): Promise<SmtpClient> {
    const client = new SmtpClient(createConnection(endpoint))
    await client.#reply()
    return client
  }

  /** Says a line and gives the answer; empty when the connection is gone. */
  say(line: string): Promise<string> {
    this.#socket.write(`${line}\r\n`, 'latin1')
    return this.#reply()
  }

  close(): void {
    this.#socket.destroy()
  }

  async #reply(): Promise<string> {
    for (;;) {
      const end = /^\d{3} [^\n]*\n/m.exec(this.#text)
      if (end !== null) {
        const reply = this.#text.slice(0, end.index + end[0].length)
        this.#text = this.#text.slice(reply.length)
        return reply.trim()
      }
      if (this.#socket.destroyed) return ''
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Delivers a hand-made letter as a stranger does; gives the last answer. */
export async function deliver(endpoint: Endpoint, from: string, to: string, letter: string): Promise<string> {
  const client = await SmtpClient.open(endpoint)
  try {
    await client.say('EHLO stranger.example')
    await client.say(`MAIL FROM:<${from}>`)
    const taken = await client.say(`RCPT TO:<${to}>`)
    if (!taken.startsWith('250')) return taken
    await client.say('DATA')
    return await client.say(`${letter.replace(/^\./gm, '..').replace(/\r\n$/, '')}\r\n.`)
  } finally {
    client.close()
  }
}
