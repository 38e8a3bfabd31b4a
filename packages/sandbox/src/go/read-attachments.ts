import { GoFault } from './go-fault.js'
import { isObject } from './read-recipients.js'

/** The longest content in base64: 7 MB raw. */
const MAX_CONTENT = 9_786_710

/** Reads `message.attachments`: name and bytes. */
export function readAttachments(value: unknown): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  if (value === undefined) return files
  for (const file of Array.isArray(value) ? value : [value]) {
    if (!isObject(file)) throw new GoFault(1592, 'an attachment is malformed')
    const name = readName(file.name)
    if (files.has(name)) throw new GoFault(1591, 'two attachments have one name')
    if (file.type === undefined) throw new GoFault(1593, 'an attachment has no type')
    if (typeof file.type !== 'string') throw new GoFault(2802, 'the type of an attachment is not a string')
    files.set(name, readContent(file.content))
  }
  return files
}

function readName(name: unknown): string {
  if (name === undefined || name === '') throw new GoFault(2800, 'an attachment has no name')
  if (typeof name !== 'string') throw new GoFault(2801, 'the name of an attachment is not a string')
  if (name.includes('/')) throw new GoFault(1590, 'the name of an attachment has a slash')
  if (Buffer.byteLength(name) > 255) throw new GoFault(10002, 'the name of an attachment is too long')
  return name
}

function readContent(content: unknown): Uint8Array {
  if (content === undefined) throw new GoFault(1592, 'an attachment has no content')
  if (typeof content !== 'string') throw new GoFault(2803, 'the content of an attachment is not a string')
  if (content.length > MAX_CONTENT) throw new GoFault(2804, 'an attachment is above 7 MB')
  return Buffer.from(content, 'base64')
}
