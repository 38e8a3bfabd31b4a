/** Gives the value of a merge field, or `undefined` when there is none. */
export type FieldLookup = (name: string) => string | undefined

/** Puts values in the place of `{{Name}}`; `{{Name?dear reader}}` says what stands there without one. */
export function mergeClassic(template: string, lookup: FieldLookup, write: (value: string) => string): string {
  return template.replace(/\{\{([^{}]{1,200})\}\}/g, (_, inner: string) => {
    const question = inner.indexOf('?')
    const name = (question < 0 ? inner : inner.slice(0, question)).trim()
    const fallback = question < 0 ? '' : inner.slice(question + 1)
    const value = lookup(name)
    return write(value === undefined || value === '' ? fallback : value)
  })
}

/** The `simple` engine of Go: `{{name}}` without blanks, anything else stays as it is. */
export function mergeSimple(template: string, lookup: FieldLookup, write: (value: string) => string): string {
  return template.replace(/\{\{([A-Za-z][A-Za-z0-9_]{0,199})\}\}/g, (_, name: string) => write(lookup(name) ?? ''))
}

/** For values in plain text. */
export function asText(value: string): string {
  return value
}

/** For values in HTML. */
export function asHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A look-up in a contact's fields: by name, else by name without regard to case. */
export function fieldLookup(fields: ReadonlyMap<string, string>): FieldLookup {
  const folded = new Map([...fields].map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => fields.get(name) ?? folded.get(name.toLowerCase())
}
