import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import type { Endpoint } from '../sandbox.js'
import { refusal } from './smtp-refusal.js'

/** The largest letter that is taken: Go takes 10 MB of JSON, and base64 stays base64. */
const MAX_LETTER = 32 * 1024 * 1024

/** What a server does. Errors with a `responseCode` become that answer. */
export interface MailServerHandlers {
  readonly name: string
  onSender?(address: string): void
  onRecipient(address: string): void
  onLetter(letter: Buffer, session: SMTPServerSession): Promise<void>
}

/** A plain SMTP server on loopback that can be stopped at once. */
export class MailServer {
  readonly #server: SMTPServer
  readonly #sockets = new Set<Socket>()
  readonly endpoint: Endpoint

  private constructor(server: SMTPServer, endpoint: Endpoint) {
    this.#server = server
    this.endpoint = endpoint
    server.server.on('connection', (socket) => this.#track(socket))
  }

  static async start(host: string, handlers: MailServerHandlers): Promise<MailServer> {
    const server = new SMTPServer(serverOptions(handlers))
    // A broken connection is the peer's affair; without a listener it would end the process.
    server.on('error', () => {})
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject)
      server.listen(0, host, () => resolve())
    })
    const address = server.server.address()
    return new MailServer(server, { host, port: typeof address === 'object' && address !== null ? address.port : 0 })
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

function serverOptions(handlers: MailServerHandlers): SMTPServerOptions {
  return {
    name: handlers.name,
    banner: 'sandbox',
    size: MAX_LETTER,
    rejectOversized: true,
    logger: false,
    // There is nobody to hide anything from on loopback, and a self-signed certificate would only be refused.
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anybody' }),
    disableReverseLookup: true,
    onMailFrom: (address, _session, callback) => attempt(() => handlers.onSender?.(address.address), callback),
    onRcptTo: (address, _session, callback) => attempt(() => handlers.onRecipient(address.address), callback),
    onData: (stream, session, callback) => {
      readLetter(stream)
        .then((letter) => (stream.sizeExceeded ? undefined : handlers.onLetter(letter, session)))
        .then(
          () => callback(null, 'delivered'),
          (error: unknown) => callback(error instanceof Error ? error : refusal(451, 'try again later')),
        )
    },
  }
}

function attempt(check: () => void, callback: (error?: Error | null) => void): void {
  try {
    check()
    callback()
  } catch (error) {
    callback(error instanceof Error ? error : refusal(451, 'try again later'))
  }
}

function readLetter(stream: SMTPServerDataStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      if (!stream.sizeExceeded) chunks.push(chunk)
    })
    stream.once('end', () => resolve(Buffer.concat(chunks)))
    stream.once('error', reject)
  })
}
