/** What a value is to the copier. */
export type PlainForm =
  | { readonly kind: 'text'; readonly value: string | number | bigint }
  | { readonly kind: 'kept'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: ArrayLike<unknown> }
  | { readonly kind: 'pairs'; readonly pairs: Iterable<readonly [string, unknown]> }
  | { readonly kind: 'map'; readonly entries: Iterable<[unknown, unknown]> }
  | { readonly kind: 'set'; readonly items: Iterable<unknown> }
  | { readonly kind: 'record'; readonly source: object; readonly names: readonly string[] }

/**
 * Tells how an object is to be copied: by the brand that the language gives and not by `instanceof`, because objects of another
 * realm, of a test runner or an iframe, are none of our instances. Throws whatever a proxy or a false brand throws.
 */
export function plainForm(value: object): PlainForm {
  if (Array.isArray(value)) return { kind: 'list', items: value }
  if (ArrayBuffer.isView(value)) return bytes(value.byteLength)
  const brand = Object.prototype.toString.call(value)
  if (brand === '[object Object]' && !(value instanceof Error)) return record(value)
  return branded(brand)?.(value) ?? (value instanceof Error ? errorForm(value) : record(value))
}

function record(source: object): PlainForm {
  return { kind: 'record', source, names: Object.keys(source) }
}

function bytes(length: number): PlainForm {
  return { kind: 'kept', value: `[BYTES ${length}]` }
}

/** The fields of an error that the language hides from enumeration hold most of what it tells. */
function errorForm(error: object): PlainForm {
  const hidden = ['name', 'message', 'stack', 'cause', 'errors'].filter((name) => name in error)
  return { kind: 'record', source: error, names: [...new Set([...hidden, ...Object.keys(error)])] }
}

function headersForm(headers: Headers): PlainForm {
  const source = Object.fromEntries([...headers.keys()].map((name) => [name, headers.get(name)]))
  return record(source)
}

type FormOf = (value: never) => PlainForm

function branded(brand: string): ((value: object) => PlainForm) | undefined {
  return FORMS.get(brand.slice('[object '.length, -1)) as ((value: object) => PlainForm) | undefined
}

const FORMS: ReadonlyMap<string, FormOf> = new Map<string, FormOf>([
  ['ArrayBuffer', (value: ArrayBuffer) => bytes(value.byteLength)],
  ['SharedArrayBuffer', (value: SharedArrayBuffer) => bytes(value.byteLength)],
  ['Blob', (value: Blob) => bytes(value.size)],
  ['File', (value: File) => bytes(value.size)],
  ['BigInt', (value: object) => ({ kind: 'text', value: BigInt.prototype.valueOf.call(value) })],
  ['Boolean', (value: object) => ({ kind: 'kept', value: Boolean.prototype.valueOf.call(value) })],
  ['Number', (value: object) => ({ kind: 'text', value: Number.prototype.valueOf.call(value) })],
  ['String', (value: object) => ({ kind: 'text', value: String.prototype.valueOf.call(value) })],
  ['RegExp', (value: RegExp) => ({ kind: 'text', value: RegExp.prototype.toString.call(value) })],
  ['Date', (value: Date) => ({ kind: 'kept', value: new Date(Date.prototype.getTime.call(value)) })],
  ['Map', (value: Map<unknown, unknown>) => ({ kind: 'map', entries: Map.prototype.entries.call(value) })],
  ['Set', (value: Set<unknown>) => ({ kind: 'set', items: Set.prototype.values.call(value) })],
  ['Error', errorForm],
  ['DOMException', errorForm],
  ['URL', (value: URL) => ({ kind: 'text', value: String(value.href) })],
  ['URLSearchParams', (value: URLSearchParams) => ({ kind: 'pairs', pairs: [...value.entries()] })],
  ['FormData', (value: FormData) => ({ kind: 'pairs', pairs: [...value.entries()] })],
  ['Headers', headersForm],
])
