import { type ContactRow, createCsvReader, isWaxsealError } from '@waxseal/core'
import { Halt } from '../halt.js'

/** A row of a file of contacts: its number as a spreadsheet shows it (the header is row 1), and the contact or what is wrong. */
export interface FileRow {
  readonly row: number
  readonly contact: ContactRow | undefined
}

/** More rows than these want several files. */
const MAX_RECORDS = 500_000
/** Characters that are read at a time. */
const PIECE = 1 << 20

const EMAIL_HEADER = /^(?:e-?mail|e-?mail address|почта|эл(?:ектронная|\.) ?почта|адрес почты)$/i
const PHONE_HEADER = /^(?:phone|phone number|mobile|tel|телефон|моб(?:ильный|\.)?(?: телефон)?)$/i

/**
 * Reads a table of contacts as people save them: UTF-8 with or without a byte order mark, UTF-16 with one, windows-1251; fields
 * separated by comma, semicolon or tab. The first row names the columns; one must be the address.
 */
export function readContactsFile(file: string | Uint8Array): FileRow[] {
  const text = typeof file === 'string' ? file.replace(/^\uFEFF/, '') : decodeText(file)
  const records = readRecords(text)
  const header = records[0]?.map((name) => name.trim()) ?? []
  const emailColumn = header.findIndex((name) => EMAIL_HEADER.test(name))
  if (emailColumn < 0) throw unreadable('the first row names no column `email`')
  const phoneColumn = header.findIndex((name) => PHONE_HEADER.test(name))
  return records.flatMap((record, index) => {
    if (index === 0 || record.length === 0) return []
    const whole = record.length === header.length
    return [{ row: index + 1, contact: whole ? toContact(record, header, emailColumn, phoneColumn) : undefined }]
  })
}

function toContact(
  record: readonly string[],
  header: readonly string[],
  emailColumn: number,
  phoneColumn: number,
): ContactRow {
  const fields = new Map<string, string>()
  for (const [column, name] of header.entries()) {
    const value = record[column]?.trim() ?? ''
    if (column !== emailColumn && column !== phoneColumn && name !== '' && value !== '') fields.set(name, value)
  }
  const phone = phoneColumn < 0 ? '' : (record[phoneColumn]?.trim() ?? '')
  return {
    email: record[emailColumn]?.trim() ?? '',
    ...(phone === '' ? {} : { phone }),
    fields: Object.fromEntries(fields),
  }
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: then it is what Russian spreadsheets save.
    return new TextDecoder('windows-1251').decode(bytes)
  }
}

function readRecords(text: string): string[][] {
  try {
    const reader = createCsvReader({ separator: separatorOf(text), keepEmpty: true })
    const records: string[][] = []
    for (let at = 0; at < text.length; at += PIECE) {
      for (const record of reader.push(text.slice(at, at + PIECE))) records.push(record)
      if (records.length > MAX_RECORDS) throw unreadable(`it has more than ${MAX_RECORDS} rows`)
    }
    return [...records, ...reader.end()]
  } catch (error) {
    if (error instanceof Halt) throw error
    throw unreadable(isWaxsealError(error) ? error.message : 'it cannot be read as a table')
  }
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const line = end < 0 ? text.slice(0, 10_000) : text.slice(0, end)
  const counts = [',', ';', '\t'].map((separator): [string, number] => [separator, line.split(separator).length])
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}

function unreadable(message: string): Halt {
  return new Halt({ stage: 'input', code: 'input-invalid', message: `the file of contacts: ${message}` })
}
