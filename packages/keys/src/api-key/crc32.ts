/** The table of the reflected CRC-32 (ISO 3309, polynomial 0xedb88320), the one of zip, PNG and GitHub's tokens. */
export const CRC32_TABLE = /* @__PURE__ */ tableOf(0xedb88320)

/** What a checksum starts from; the final one is its complement. */
export const CRC32_START = -1

/** Takes ASCII text into a running checksum. */
export function crc32(text: string, start = CRC32_START): number {
  let crc = start
  for (let index = 0; index < text.length; index++) {
    crc = (CRC32_TABLE[(crc ^ text.charCodeAt(index)) & 255] ?? 0) ^ (crc >>> 8)
  }
  return crc
}

function tableOf(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
}
