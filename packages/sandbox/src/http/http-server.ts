import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { FaultKind, FaultPlan } from '../fault.js'
import type { RequestLog } from '../request-log.js'
import { type Answer, pageAnswer } from './answer.js'
import { readBody } from './read-body.js'

/** A request with its body read. */
export interface ApiRequest {
  readonly httpMethod: string
  /** What stands behind the question mark, as it came. */
  readonly query: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A call that the address of a request names. */
export interface Route {
  /** Wire name, for faults and the log. */
  readonly method: string
  readonly maxBody: number
  answer(request: ApiRequest): Answer
  /** What the API says when it refuses for a while. */
  busy(kind: 'limit' | 'retry-later'): Answer
}

/** What the HTTP server works with. */
export interface HttpServerOptions {
  readonly host: string
  readonly port: number
  readonly faults: FaultPlan
  readonly log: RequestLog
  /** Called before every request, for what has become due meanwhile. */
  readonly tick: () => void
  /** The call that a path names; the path begins with a slash. */
  readonly route: (path: string) => Route | undefined
}

/** Below this a compressed answer is no shorter. */
const MIN_COMPRESSED = 1024

/** Starts the HTTP server. Rejects with the system's error when the port cannot be had. */
export async function startHttpServer(options: HttpServerOptions): Promise<Server> {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, (request, response) => {
    handle(request, response, options).catch(() => request.socket.destroy())
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}

/** Closes the server and every connection to it, answered or not. */
export function stopHttpServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function handle(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const { faults, log } = options
  options.tick()
  const [path = '/', query = ''] = splitUrl(request.url ?? '/')
  const route = options.route(path)
  if (route === undefined) {
    log.note('?', 'http-404')
    request.resume()
    write(request, response, pageAnswer(404, 'Not Found', 'http-404'))
    return
  }
  const fault = faults.take(route.method)
  if (fault === 'cut-before' || fault === 'stall') {
    log.note(route.method, `fault:${fault}`)
    if (fault === 'cut-before') request.socket.destroy()
    else request.resume()
    return
  }
  const body = await readBody(request, route.maxBody)
  if (body === undefined) {
    log.note(route.method, 'http-413')
    response.setHeader('connection', 'close')
    write(request, response, pageAnswer(413, 'Request Entity Too Large', 'http-413'))
    return
  }
  const answer =
    faultAnswer(fault, route) ??
    answerOf(route, { httpMethod: request.method ?? '', query, headers: request.headers, body })
  log.note(route.method, fault === undefined ? answer.outcome : `fault:${fault}`)
  if (fault === 'cut-after') request.socket.destroy()
  else write(request, response, fault === 'broken-json' ? halfOf(answer) : answer)
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function faultAnswer(fault: FaultKind | undefined, route: Route): Answer | undefined {
  if (fault === 'http-503') return pageAnswer(503, 'Service Unavailable', fault)
  if (fault === 'html') return pageAnswer(200, 'Please log in', fault)
  if (fault === 'limit' || fault === 'retry-later') return route.busy(fault)
  return undefined
}

function answerOf(route: Route, request: ApiRequest): Answer {
  try {
    return route.answer(request)
  } catch {
    return pageAnswer(500, 'Internal Server Error', 'http-500')
  }
}

function halfOf(answer: Answer): Answer {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const plain = Buffer.from(answer.body)
  const compressed = plain.length >= MIN_COMPRESSED && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const body = compressed ? gzipSync(plain, { level: 1 }) : plain
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': body.length,
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  })
  response.end(body)
}
