/** The events that weigh most are kept as evidence. */
const SAMPLES = 16
/** Of networks, lists and refused things of one day so many are told apart; whoever has more is conspicuous by the number. */
const KINDS = 128

/** One event that showed contacts in clear. */
export interface Sample {
  readonly seq: number
  readonly count: number
  readonly hour: number
  /** Empty if unknown. */
  readonly network: string
  readonly list: string
  readonly outside: boolean
  readonly exported: boolean
}

/** What one principal did on one day, by the clock on his wall. */
export interface DayLog {
  /** Days from 1970-01-01. */
  readonly day: number
  /** Contacts seen in clear: all, those exported, those outside his zone. */
  volume: number
  exported: number
  outside: number
  /** Contacts seen in clear by hour. */
  readonly hours: number[]
  /** A bit for each hour that is within given working hours. */
  expected: number
  /** Contacts seen in clear by network and by list. */
  readonly networks: Map<string, number>
  readonly lists: Map<string, number>
  /** What he was refused: operation and list. */
  readonly refused: Set<string>
  readonly refusedSeqs: number[]
  /** Descending by count once there are as many as are kept. */
  readonly samples: Sample[]
}

export function newDayLog(day: number): DayLog {
  return {
    ...{ day, volume: 0, exported: 0, outside: 0, hours: [], expected: 0 },
    networks: new Map(),
    lists: new Map(),
    refused: new Set(),
    refusedSeqs: [],
    samples: [],
  }
}

/** He did something. */
export function noteDeed(log: DayLog, network: string): void {
  if (network !== '') add(log.networks, network, 0)
}

/** He saw contacts in clear. `expected`: within given working hours. */
export function noteReveal(log: DayLog, sample: Sample, expected: boolean): void {
  const { count, hour, network, list } = sample
  log.volume += count
  if (sample.exported) log.exported += count
  if (sample.outside) log.outside += count
  while (log.hours.length <= hour) log.hours.push(0)
  log.hours[hour] = (log.hours[hour] ?? 0) + count
  if (expected) log.expected |= 1 << hour
  if (network !== '') add(log.networks, network, count)
  if (list !== '') add(log.lists, list, count)
  keep(log.samples, sample)
}

/** He was refused something. */
export function noteRefusal(log: DayLog, seq: number, what: string): void {
  if (log.refused.has(what) || log.refused.size >= KINDS) return
  log.refused.add(what)
  if (log.refusedSeqs.length < SAMPLES) log.refusedSeqs.push(seq)
}

function add(counts: Map<string, number>, name: string, count: number): void {
  const before = counts.get(name)
  if (before !== undefined || counts.size < KINDS) counts.set(name, (before ?? 0) + count)
}

function keep(samples: Sample[], sample: Sample): void {
  if (samples.length < SAMPLES) {
    samples.push(sample)
    // The least comes last, so that one comparison passes over most events.
    if (samples.length === SAMPLES) samples.sort((left, right) => right.count - left.count)
    return
  }
  if (sample.count <= (samples[SAMPLES - 1]?.count ?? 0)) return
  const place = samples.findIndex(({ count }) => count < sample.count)
  samples.splice(place, 0, sample)
  samples.pop()
}
