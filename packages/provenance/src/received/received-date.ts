const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Hours from UTC (RFC 5322 section 4.3). */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['edt', -4],
  ['est', -5],
  ['cdt', -5],
  ['cst', -6],
  ['mdt', -6],
  ['mst', -7],
  ['pdt', -7],
  ['pst', -8],
])
const DATE =
  /^(?:[a-z]{3},? )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?: ([+-]\d{4}|[a-z]{1,5}))$/i

/** Epoch seconds of a date (RFC 5322 section 3.3) whose comments were dropped; `undefined` when it is none. */
export function readReceivedDate(text: string): number | undefined {
  const match = text.length <= 64 ? DATE.exec(text) : null
  if (!match) return undefined
  const [, day = '', name = '', year = '', hour = '', minute = '', second = '0', zone = ''] = match
  const month = MONTHS.indexOf(name.toLowerCase())
  const offset = readZone(zone)
  const midnight = Date.UTC(Number(year), month, Number(day))
  const isDay = month >= 0 && new Date(midnight).getUTCDate() === Number(day) && Number(year) >= 1900
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || offset === undefined)
    return undefined
  return midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset
}

/** Seconds east of UTC; a name that nobody defined says nothing of the place (RFC 5322 section 4.3). */
function readZone(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return (ZONES.get(zone.toLowerCase()) ?? 0) * 3600
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
