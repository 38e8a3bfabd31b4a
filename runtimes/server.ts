import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The server that the checks and the page talk to. */
export interface SuiteServer {
  readonly url: string
  /** What the next page reports. */
  report(): Promise<string>
  stop(): void
}

const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
const done = import('/bundled.js').then(({ run }) => run({ server: location.origin })).catch((error) => String(error))
await fetch('/report', { method: 'POST', body: await done })
</script>`

/**
 * Serves on loopback what the checks ask for (one call of the provider, a redirect, a silence) and, to a browser, the page that
 * runs the bundle and reports back.
 */
export async function startServer(bundle: string): Promise<SuiteServer> {
  let arrived: (report: string) => void = () => {}
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback')
    if (pathname === '/page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
    } else if (pathname === '/bundled.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(bundle))
    } else if (pathname === '/report') {
      text(request).then(
        (report) => {
          response.writeHead(204).end()
          arrived(report)
        },
        () => {},
      )
    } else if (pathname.startsWith('/elsewhere/')) {
      response.writeHead(302, { location: '/ru/api/getLists' }).end()
    } else if (!pathname.startsWith('/silent/')) {
      const result = pathname.endsWith('/api/getLists') ? [{ id: 501, title: 'Клиенты' }] : undefined
      response.writeHead(result === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ result }))
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    report: () =>
      new Promise((resolve) => {
        arrived = resolve
      }),
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
