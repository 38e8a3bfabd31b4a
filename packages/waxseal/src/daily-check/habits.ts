/** What a day means for habits. Counts of contacts are those seen in clear. */
export interface DayFacts {
  /** 0: Monday to Friday, 1: the weekend. */
  readonly kind: 0 | 1
  /** A bit for each hour of work. */
  readonly mask: number
  readonly exported: boolean
  readonly outside: boolean
  readonly refused: number
  /** Whether he has been here long enough for a list to be new to him, and contacts of such lists. */
  readonly listsSettled: boolean
  readonly newLists: number
  /** The same of networks; whether he was in a new one, and contacts seen there. */
  readonly networksSettled: boolean
  readonly inNewNetwork: boolean
  readonly newNetworks: number
}

/** Counts of days, of which older ones weigh less. Of one principal, or of a group. */
export interface Habits {
  /** Days on which something was done. */
  days: number
  exportDays: number
  outsideDays: number
  /** Days that brought a new list, of `listDays`. */
  newListDays: number
  listDays: number
  newNetworkDays: number
  networkDays: number
  /** Different things refused, on all days together. */
  refused: number
  /** Days of the calendar, and those with work at each hour: of the week, of the weekend. */
  readonly elapsed: [number, number]
  readonly hours: [number[], number[]]
}

export function newHabits(): Habits {
  return {
    days: 0,
    exportDays: 0,
    outsideDays: 0,
    newListDays: 0,
    listDays: 0,
    newNetworkDays: 0,
    networkDays: 0,
    refused: 0,
    elapsed: [0, 0],
    hours: [new Array(24).fill(0), new Array(24).fill(0)],
  }
}

/** Adds a day; `elapsed`: days of the calendar since the last one, this one included. */
export function addDay(habits: Habits, facts: DayFacts, elapsed: readonly [number, number]): void {
  habits.days++
  if (facts.exported) habits.exportDays++
  if (facts.outside) habits.outsideDays++
  if (facts.listsSettled) habits.listDays++
  if (facts.newLists > 0) habits.newListDays++
  if (facts.networksSettled) habits.networkDays++
  if (facts.inNewNetwork) habits.newNetworkDays++
  habits.refused += facts.refused
  habits.elapsed[0] += elapsed[0]
  habits.elapsed[1] += elapsed[1]
  const hours = habits.hours[facts.kind]
  for (let hour = 0; hour < 24; hour++) if (facts.mask & (1 << hour)) hours[hour] = (hours[hour] ?? 0) + 1
}

/** Lets all counts fade. */
export function fade(habits: Habits, factor: number): void {
  habits.days *= factor
  habits.exportDays *= factor
  habits.outsideDays *= factor
  habits.newListDays *= factor
  habits.listDays *= factor
  habits.newNetworkDays *= factor
  habits.networkDays *= factor
  habits.refused *= factor
  for (const kind of [0, 1] as const) {
    habits.elapsed[kind] *= factor
    const hours = habits.hours[kind]
    for (let hour = 0; hour < 24; hour++) hours[hour] = (hours[hour] ?? 0) * factor
  }
}

/** On how many days there was work at an hour, its neighbours counting half: nobody comes on the minute. */
export function timesAt(habits: Habits, kind: 0 | 1, hour: number): number {
  const hours = habits.hours[kind]
  const beside = (hours[(hour + 1) % 24] ?? 0) + (hours[(hour + 23) % 24] ?? 0)
  return Math.min(habits.elapsed[kind], (hours[hour] ?? 0) + beside / 2)
}
