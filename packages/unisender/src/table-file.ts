import { type CsvReader, createCsvReader, isWaxsealError } from '@waxseal/core'
import { isLoopbackHost } from './base-url.js'
import { type Fault, failed, toProviderError } from './fault.js'
import type { MethodRow } from './method.js'
import { networkFault } from './network-fault.js'
import type { Settings } from './options.js'
import { type Limited, limited } from './wait.js'

/** What bounds the reading of a file. */
export interface FilePlan {
  /** Plain http is taken from this machine only, and only when the API itself stands on it. */
  readonly loopback: boolean
  readonly maxBytes: number
  /** Milliseconds to wait for bytes, all pauses together; the time that the reader of the rows takes is not counted. */
  readonly total: number
  /** Milliseconds to wait for the next bytes. */
  readonly timeout: number
  readonly signal: AbortSignal | undefined
}

/**
 * Reads a file of separated values that a job has written, record by record and never whole. Its address is a secret (who has it, has
 * the base): it gets no key, stands in no error, and is not redirected.
 */
export async function* readTableFile(
  address: string,
  job: MethodRow,
  plan: FilePlan,
  settings: Settings,
): AsyncGenerator<string[]> {
  const fail = (fault: Fault): Error => toProviderError(fault, { method: job.name, effect: 'read', attempts: 1 })
  if (!isAllowed(address, plan.loopback)) throw fail(failed('insecure-url').fault)
  let left = plan.total
  const stop = new AbortController()

  async function step<T>(work: () => Promise<T>): Promise<T> {
    const start = settings.clock()
    const ended: Limited<T> = await limited(Math.min(plan.timeout, left), plan.signal, work)
    left -= settings.clock() - start
    if (ended.end === 'done') return ended.value
    if (ended.end === 'failed') throw fail(networkFault(ended.error).fault)
    throw fail(failed(ended.end).fault)
  }

  try {
    const response = await step(() => settings.fetch(address, { redirect: 'manual', signal: stop.signal }))
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw fail(failed('redirected').fault)
    }
    if (response.status !== 200) throw fail(failed('http-status', { providerCode: String(response.status) }).fault)
    if (response.body === null) return
    const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
    const decoder = decoderFor(response.headers.get('content-type'))
    const table = tableReader()
    let bytes = 0
    while (true) {
      if (left <= 0) throw fail(failed('timeout').fault)
      const { done, value } = await step(() => reader.read())
      bytes += value?.length ?? 0
      if (bytes > plan.maxBytes) throw fail(failed('answer-too-large', { details: { limit: plan.maxBytes } }).fault)
      yield* table(decoder.decode(value, { stream: !done }), done)
      if (done) return
    }
  } catch (error) {
    if (!isWaxsealError(error) || !error.code.startsWith('csv-')) throw error
    throw fail(failed('bad-shape', { details: { path: 'file', reason: error.code }, cause: error }).fault)
  } finally {
    stop.abort()
  }
}

function isAllowed(address: string, loopback: boolean): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && loopback && isLoopbackHost(hostname))
}

function decoderFor(contentType: string | null): TextDecoder {
  const label = /charset="?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

/** Takes pieces of text and gives records. The separator is not documented: it is the one that the first line holds most often. */
function tableReader(): (text: string, last: boolean) => string[][] {
  let head = ''
  let reader: CsvReader | undefined
  return (text, last) => {
    let piece = text
    if (reader === undefined) {
      head += text
      if (!last && head.length < 1_000_000 && !/[\r\n]/.test(head)) return []
      reader = createCsvReader({ separator: separatorOf(head) })
      piece = head
      head = ''
    }
    const records = reader.push(piece)
    return last ? [...records, ...reader.end()] : records
  }
}

function separatorOf(head: string): string {
  const first = head.slice(0, Math.max(0, head.search(/[\r\n]/))) || head
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: first.split(separator).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator
}
