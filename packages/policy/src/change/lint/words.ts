/** A word of the policy in a message, with its kind; one that might be somebody's e-mail address stays out. */
export function quoted(kind: string, name: string | undefined): string {
  return name === undefined || name.includes('@') ? `a ${kind}` : `${kind} \`${name}\``
}

/** A grant in a message. */
export function grantWord(id: string): string {
  return quoted('grant', id)
}

/** How many grants a finding names beside its own. */
export const MOST_GRANTS = 10

/** Several grants in a message. */
export function grantWords(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).map(grantWord)
  const more = ids.length > shown.length ? ' and others' : ''
  return `${shown.join(', ')}${more}`
}
