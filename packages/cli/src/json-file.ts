import { readFile } from 'node:fs/promises'
import { type JsonObject, WaxsealError } from '@waxseal/core'

/** Reads a JSON file that holds an object. Throws `json-invalid`. */
export async function readJson(path: string): Promise<JsonObject> {
  const value = parse(await readFile(path, 'utf8'), path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WaxsealError('json-invalid', `the JSON file \`${path}\` must hold an object`)
  }
  return value as JsonObject
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    // The parser's own message quotes the file, but for the end of some of them.
    const [, place = ''] = /( at position \d+)(?: \(line \d+ column \d+\))?$/.exec(String(error)) ?? []
    throw new WaxsealError('json-invalid', `the JSON file \`${path}\` cannot be read: not JSON${place}`)
  }
}
