import type { Access, Difference, Way } from '@waxseal/policy'

/** Where something may be done. */
export function placeWords(list: string | undefined): string {
  return list === undefined ? 'on the account' : `on list ${list}`
}

/** When something may be done, and what is hidden: `always`, `during office-hours with email hidden`. */
export function accessWords({ ways, except, until }: Access): string {
  if (ways.length === 0) return 'never'
  const exceptions = except.length === 0 ? '' : `, except during ${except.join(', ')}`
  const end = until === undefined ? '' : `, until ${new Date(until).toISOString()}`
  return `${ways.map(wayWords).join(' or ')}${exceptions}${end}`
}

function wayWords({ during, mask }: Way): string {
  const time = during === undefined ? 'always' : `during ${during}`
  return mask.length === 0 ? time : `${time} with ${mask.join(', ')} hidden`
}

/** In brackets behind what is said, and nothing if there are no bounds. */
export function boundWords(access: Access): string {
  const words = accessWords(access)
  return words === 'always' ? '' : ` (${words})`
}

/** One line for one thing that changes for somebody. */
export function differenceWords(difference: Difference): string {
  const { principal } = difference
  if ('address' in difference) {
    const { address } = difference
    if (address === 'bound') return `${principal} may act only from certain networks now`
    if (address === 'freed') return `${principal} may act from any address now`
    return `${principal} may act from other networks than before`
  }
  const { action, list, change, before, after } = difference
  const deed = `${action} ${placeWords(list)}`
  if (change === 'gains') return `${principal} gains ${deed}${boundWords(after)}`
  if (change === 'loses') return `${principal} loses ${deed}${boundWords(before)}`
  const [was, becomes] = [accessWords(before), accessWords(after)]
  // A schedule kept its name and got other hours.
  if (was === becomes) return `${principal} keeps ${deed}, at other hours: ${becomes}`
  return `${principal} keeps ${deed}, now ${becomes} (before: ${was})`
}
