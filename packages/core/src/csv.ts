import { WaxsealError } from './error.js'

/** How to read a table of separated values. */
export interface CsvOptions {
  /** One character between fields. @default ',' */
  readonly separator?: string
  /** Longest record in characters; a longer one is refused instead of filling the memory. @default 1_000_000 */
  readonly maxRecord?: number
  /** Gives an empty line as a record without fields, so that record numbers stay those of the lines. @default false */
  readonly keepEmpty?: boolean
}

/** Reads a table of separated values piece by piece. */
export interface CsvReader {
  /** Takes the next piece of text, cut anywhere, and gives the records that it completes. */
  push(text: string): string[][]
  /** Says that the text is over and gives what was left. */
  end(): string[][]
}

/**
 * A reader for comma-separated values (RFC 4180), fed piece by piece: quoted fields with doubled quotes and line breaks, CRLF, LF or CR
 * at the end of a record. Empty lines are left out unless `keepEmpty` is set. Written here because the known parsers either need
 * Node streams and buffers or want the whole text at once.
 *
 * Throws `csv-separator-invalid`; `csv-record-too-long`, and `csv-quote-open` when the text ends inside quotes, both with the
 * record number, from 0.
 *
 * @example
 * ```ts
 * import { createCsvReader } from '@waxseal/core'
 *
 * const reader = createCsvReader({ separator: ';' })
 * console.log(reader.push('email;name\r\na@example.com;"Li')) // [ [ 'email', 'name' ] ]
 * console.log(reader.push('ly; B."\n')) // [ [ 'a@example.com', 'Lily; B.' ] ]
 * console.log(reader.end()) // []
 * ```
 */
export function createCsvReader(options: CsvOptions = {}): CsvReader {
  const separator = options.separator ?? ','
  if (separator.length !== 1 || '"\r\n'.includes(separator)) {
    throw new WaxsealError('csv-separator-invalid', 'a separator is one character, neither a quote nor a line break')
  }
  const maxRecord = options.maxRecord ?? 1_000_000
  let record: string[] = []
  let field = ''
  let length = 0
  let count = 0
  let state: 'plain' | 'quoted' | 'quote-seen' = 'plain'
  let started = false
  let afterCarriageReturn = false

  function endField(): void {
    record.push(field)
    field = ''
    state = 'plain'
  }

  function endRecord(records: string[][], atLineBreak: boolean): void {
    if (started) {
      endField()
      records.push(record)
      count++
    } else if (atLineBreak && options.keepEmpty === true) {
      records.push([])
      count++
    }
    record = []
    started = false
  }

  function take(character: string, records: string[][]): void {
    if (state === 'quoted') {
      if (character === '"') state = 'quote-seen'
      else field += character
      return
    }
    if (character === separator) {
      started = true
      endField()
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' || !afterCarriageReturn) endRecord(records, true)
      length = 0
    } else if (character === '"' && state === 'quote-seen') {
      field += '"'
      state = 'quoted'
    } else if (character === '"' && field === '') {
      started = true
      state = 'quoted'
    } else {
      started = true
      field += character
      state = 'plain'
    }
  }

  return {
    push(text) {
      const records: string[][] = []
      for (const character of text) {
        length += character.length
        take(character, records)
        afterCarriageReturn = character === '\r' && state !== 'quoted'
        if (length > maxRecord) {
          throw new WaxsealError('csv-record-too-long', `record ${count} is longer than ${maxRecord} characters`, {
            details: { record: count },
          })
        }
      }
      return records
    },
    end() {
      if (state === 'quoted') {
        throw new WaxsealError('csv-quote-open', `the text ends inside the quotes of record ${count}`, {
          details: { record: count },
        })
      }
      const records: string[][] = []
      endRecord(records, false)
      return records
    },
  }
}
