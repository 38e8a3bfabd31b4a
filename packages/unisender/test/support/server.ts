import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as the server got it. */
export interface Received {
  readonly method: string
  readonly url: string
  /** The method of the API: what stands between `/api/` or `/v1/` and the query. */
  readonly name: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly form: URLSearchParams
}

/** What to answer: an object goes out as JSON with status 200. */
export type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => unknown

export interface TestServer {
  readonly url: string
  readonly received: Received[]
}

/** A server on loopback that lives as long as the test. A handler that gives nothing has answered (or not) by itself. */
export async function serve(answer: Answer): Promise<TestServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('latin1')
    const url = request.url ?? ''
    const name = /\/(?:api|v1)\/([^?]*)/.exec(url)?.[1] ?? ''
    const form = new URLSearchParams(body)
    const entry = { method: request.method ?? '', url, name, headers: request.headers, body, form }
    received.push(entry)
    const given = await answer(entry, response, request)
    if (given !== undefined) json(response, given)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Answers one after the other; the last one again and again. */
export function inTurn(...answers: Answer[]): Answer {
  let turn = 0
  return (...args) => answers[Math.min(turn++, answers.length - 1)]?.(...args)
}

/** Gives everything that is yielded. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
