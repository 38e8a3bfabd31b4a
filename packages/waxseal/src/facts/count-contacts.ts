import { readContacts } from '../contacts/read-contacts.js'
import type { House } from '../house.js'

/** How many contacts a list has; it is not read further than `most`. */
export async function countContacts(
  house: House,
  list: string,
  signal: AbortSignal | undefined,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let count = 0
  for await (const _contact of readContacts(house, list, signal)) if (++count >= most) break
  return count
}
