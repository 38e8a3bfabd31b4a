/**
 * The text of an answer, or `undefined` when it is longer than allowed. Counted after unpacking, piece by piece, so that neither an
 * endless body nor a small one that unpacks to a huge one fills the memory.
 */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  if (response.body === null) return ''
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  while (true) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > maxBytes) {
      // Not awaited: a hostile stream may never end its own cancellation.
      reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
