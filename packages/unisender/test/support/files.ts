import { type Answer, serve, type TestServer } from './server.js'

/** How a test server runs a job: the answers to the looks at it, and its file. */
export interface JobScript {
  readonly statuses?: readonly string[]
  readonly file?: string | Uint8Array
  readonly contentType?: string
  /** The address of the file; by default one of the server itself. */
  readonly address?: string
  /** Answers the request for the file in another way. */
  readonly answerFile?: Answer
}

/** A server that runs every job by a script. */
export async function serveJob(script: JobScript): Promise<TestServer> {
  const planned = script.statuses ?? ['new', 'processing', 'completed']
  let statuses: string[] = []
  const server = await serve((received, response, request) => {
    if (received.url.startsWith('/files/')) {
      if (script.answerFile) return script.answerFile(received, response, request)
      response.writeHead(200, { 'content-type': script.contentType ?? 'text/csv' }).end(script.file ?? '')
      return undefined
    }
    if (received.name !== 'async/getTaskResult') statuses = [...planned]
    const status = statuses.length > 1 ? statuses.shift() : statuses[0]
    const file =
      status === 'completed' ? { file_to_download: script.address ?? `${server.url}/files/secret-path.csv` } : {}
    return { result: { task_uuid: '4f1c6f6e-2f0e-4a53-9c1e-0f6a5b1b7d10', status, ...file } }
  })
  return server
}
