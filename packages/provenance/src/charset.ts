const decoders = new Map<string, TextDecoder>()
const MAX_DECODERS = 32

/** Text of bytes in a named character set; an unknown name is read as UTF-8. Wrong bytes become U+FFFD, nothing is thrown. */
export function decodeCharset(bytes: Uint8Array, label: string): string {
  return decoderFor(label.toLowerCase()).decode(bytes)
}

function decoderFor(label: string): TextDecoder {
  const known = decoders.get(label)
  if (known) return known
  const made = makeDecoder(label)
  // The label is foreign text: without the limit a flood of letters would fill the memory.
  if (decoders.size < MAX_DECODERS) decoders.set(label, made)
  return made
}

function makeDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}
