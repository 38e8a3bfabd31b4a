/** What is counted of a day for habits. Counts of contacts are those seen in clear. */
export interface DayFacts {
  /** 0: Monday to Friday, 1: the weekend. */
  readonly kind: 0 | 1
  /** A bit for each hour at which something was done. */
  readonly mask: number
  readonly exported: boolean
  /** Contacts of lists that he had not used before; `undefined` where nothing can be new, for he has only begun. */
  readonly newLists: number | undefined
  readonly outside: number
  /** Contacts seen from networks that he had not been in before, and whether there were such. `undefined`: networks are not known. */
  readonly newNetworks: { readonly count: number; readonly seen: boolean } | undefined
  readonly refused: number
}

/** Counts of days, of which older ones weigh less. Of one principal, or of a group. */
export interface Habits {
  /** Days on which something was done. */
  days: number
  /** Days of the calendar, and those on which something was done at each hour: of the week, of the weekend. */
  readonly elapsed: [number, number]
  readonly hours: [number[], number[]]
  exportDays: number
  /** Of `listDays` days so many brought a new list. */
  newListDays: number
  listDays: number
  outsideDays: number
  newNetworkDays: number
  networkDays: number
  /** Different things refused, of all days. */
  refused: number
}

export function newHabits(): Habits {
  return {
    days: 0,
    elapsed: [0, 0],
    hours: [new Array(24).fill(0), new Array(24).fill(0)],
    ...{ exportDays: 0, newListDays: 0, listDays: 0, outsideDays: 0, newNetworkDays: 0, networkDays: 0, refused: 0 },
  }
}

/** Adds a day; `elapsed`: days of the calendar since the last one, this one included. */
export function addDay(habits: Habits, facts: DayFacts, elapsed: readonly [number, number]): void {
  habits.days++
  habits.elapsed[0] += elapsed[0]
  habits.elapsed[1] += elapsed[1]
  const hours = habits.hours[facts.kind]
  for (let hour = 0; hour < 24; hour++) if (facts.mask & (1 << hour)) hours[hour] = (hours[hour] ?? 0) + 1
  if (facts.exported) habits.exportDays++
  if (facts.newLists !== undefined) {
    habits.listDays++
    if (facts.newLists > 0) habits.newListDays++
  }
  if (facts.outside > 0) habits.outsideDays++
  if (facts.newNetworks !== undefined) {
    habits.networkDays++
    if (facts.newNetworks.seen) habits.newNetworkDays++
  }
  habits.refused += facts.refused
}

/** Lets all counts fade. */
export function fade(habits: Habits, factor: number): void {
  habits.days *= factor
  habits.exportDays *= factor
  habits.newListDays *= factor
  habits.listDays *= factor
  habits.outsideDays *= factor
  habits.newNetworkDays *= factor
  habits.networkDays *= factor
  habits.refused *= factor
  for (const kind of [0, 1] as const) {
    habits.elapsed[kind] *= factor
    const hours = habits.hours[kind]
    for (let hour = 0; hour < 24; hour++) hours[hour] = (hours[hour] ?? 0) * factor
  }
}

/** How often at an hour, its neighbours counting half: nobody comes on the minute. */
export function timesAt(habits: Habits, kind: 0 | 1, hour: number): number {
  const hours = habits.hours[kind]
  const beside = (hours[(hour + 1) % 24] ?? 0) + (hours[(hour + 23) % 24] ?? 0)
  return Math.min(habits.elapsed[kind], (hours[hour] ?? 0) + beside / 2)
}
