import { readFile } from 'node:fs/promises'
import { type JsonObject, WaxsealError } from '@waxseal/core'

/** Reads a JSON file that holds an object. Throws `json-invalid`. */
export async function readJson(path: string): Promise<JsonObject> {
  const value = parse(await readFile(path, 'utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WaxsealError('json-invalid', 'a JSON file must hold an object')
  }
  return value as JsonObject
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's own message quotes the file.
    throw new WaxsealError('json-invalid', 'a JSON file cannot be read')
  }
}
