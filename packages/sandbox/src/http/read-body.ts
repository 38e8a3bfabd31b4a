import type { IncomingMessage } from 'node:http'

/**
 * Reads the body of a request.
 *
 * @returns `undefined` as soon as it is longer than `limit` bytes, or when the connection breaks; the rest is thrown away
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const end = (body: Buffer | undefined) => {
      request.off('data', take)
      request.resume()
      resolve(body)
    }
    const take = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length > limit) end(undefined)
    }
    request.on('data', take)
    request.once('end', () => end(Buffer.concat(chunks)))
    request.once('close', () => end(undefined))
    request.once('error', () => end(undefined))
  })
}
