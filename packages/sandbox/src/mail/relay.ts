import { connect, type Socket } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Endpoint } from '../sandbox.js'
import type { MailHost } from './hosts.js'

/** A letter and its envelope. */
export interface Parcel {
  readonly from: string
  readonly to: readonly string[]
  readonly letter: Buffer
}

/** Which connection belongs to which of the sandbox's own mail servers, by local port. */
export type Peers = Map<number, MailHost>

/** What became of a letter: taken, refused for good, or neither. */
export type RelayResult = 'delivered' | 'refused' | 'failed'

const MAX_CONNECTIONS = 4

/**
 * An outgoing mail server: a few SMTP connections to the receiver, each for many letters. Not nodemailer's pool, which takes every
 * letter apart once more before it sends it.
 */
export class Relay {
  readonly #self: MailHost
  readonly #receiver: Endpoint
  readonly #peers: Peers
  readonly #all = new Set<SMTPConnection>()
  readonly #idle: SMTPConnection[] = []
  readonly #waiting: (() => void)[] = []
  #opening = 0
  #stopped = false

  constructor(self: MailHost, receiver: Endpoint, peers: Peers) {
    this.#self = self
    this.#receiver = receiver
    this.#peers = peers
  }

  /** Delivers a letter. */
  async send(parcel: Parcel): Promise<RelayResult> {
    while (this.#idle.length === 0 && this.#all.size + this.#opening >= MAX_CONNECTIONS) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    let connection: SMTPConnection | undefined
    try {
      if (this.#stopped) return 'failed'
      connection = this.#idle.pop() ?? (await this.#open())
      await transmit(connection, parcel)
      this.#idle.push(connection)
      return 'delivered'
    } catch (error) {
      // The transaction is half done, so the connection is of no further use.
      if (connection !== undefined) this.#drop(connection)
      const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
      return code >= 500 ? 'refused' : 'failed'
    } finally {
      this.#waiting.shift()?.()
    }
  }

  stop(): void {
    this.#stopped = true
    for (const connection of this.#all) connection.close()
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async #open(): Promise<SMTPConnection> {
    this.#opening++
    const socket = await this.#dial().finally(() => this.#opening--)
    if (this.#stopped) {
      socket.destroy()
      throw new Error('the relay is stopped')
    }
    const options = { connection: socket, name: this.#self.name, ignoreTLS: true, socketCloseTimeout: 0 }
    const connection = new SMTPConnection({ ...options, ...this.#receiver })
    this.#all.add(connection)
    connection.once('end', () => this.#drop(connection))
    // An error is always followed by the end; without a listener it would end the process.
    connection.on('error', () => {})
    await whileOpen(connection, (done) => connection.connect(done))
    return connection
  }

  /** The receiver knows the connection by its port, as a real one knows it by its address. */
  #dial(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#receiver)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        const port = socket.localPort ?? 0
        this.#peers.set(port, this.#self)
        socket.once('close', () => this.#peers.delete(port))
        resolve(socket)
      })
    })
  }

  #drop(connection: SMTPConnection): void {
    if (!this.#all.delete(connection)) return
    const index = this.#idle.indexOf(connection)
    if (index >= 0) this.#idle.splice(index, 1)
    connection.close()
  }
}

function transmit(connection: SMTPConnection, { from, letter, to }: Parcel): Promise<void> {
  return whileOpen(connection, (done) => connection.send({ from, to: [...to] }, letter, done))
}

/** Waits for the answer or for the end of the connection: a connection that was closed answers no more. */
function whileOpen(connection: SMTPConnection, act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = (error?: Error) => reject(error ?? new Error('the connection was closed'))
    connection.once('end', lost)
    connection.once('error', lost)
    act((error) => {
      connection.off('end', lost)
      connection.off('error', lost)
      if (error) reject(error)
      else resolve()
    })
  })
}
