import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Which process: its number, and what tells it from a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** Start time in clock ticks since boot; where the system tells it (Linux). */
  readonly start?: string
  /** Where the number is valid: host name, boot, PID namespace and machine id, with `|` in between; empty what the system does not tell. */
  readonly place: string
}

/** This process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const start = (await processState(process.pid))?.start
  return { pid: process.pid, place: await ownPlace(), ...(start !== undefined && { start }) }
}

/** Tells whether the process runs; `elsewhere` for one of another machine or container, of which nobody can tell from here. */
export async function stateOf(other: ProcessIdentity): Promise<'alive' | 'dead' | 'elsewhere'> {
  const place = await ownPlace()
  if (!isSamePlace(other.place, place)) return isEarlierBoot(other.place, place) ? 'dead' : 'elsewhere'
  if (!isRunning(other.pid)) return 'dead'
  const state = await processState(other.pid)
  if (state === undefined || other.start === undefined) return 'alive'
  // A zombie holds no file: it only waits for its parent to take notice.
  return state.start === other.start && state.letter !== 'Z' && state.letter !== 'X' ? 'alive' : 'dead'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: somebody else's process, alive.
    return (error as { code?: unknown }).code !== 'ESRCH'
  }
}

/** State letter and start time of a process, fields 3 and 22 of `/proc/<pid>/stat` (proc_pid_stat(5)). */
async function processState(pid: number): Promise<{ letter: string; start: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  // The name of the program, in parentheses, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const letter = fields?.[0]
  const start = fields?.[19]
  return letter === undefined || start === undefined ? undefined : { letter, start }
}

async function ownPlace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '')
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return [hostname(), boot.trim(), namespace, await machineId()].join('|')
}

/** The id that a machine keeps over boots (machine-id(5)). */
async function machineId(): Promise<string> {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    const id = (await readFile(path, 'latin1').catch(() => '')).trim()
    if (/^[0-9a-f]{32}$/.test(id)) return id
  }
  return ''
}

/** Claims of before had no machine id: boots are told apart without it. */
function isSamePlace(theirs: string, ours: string): boolean {
  return theirs === ours || theirs === ours.slice(0, ours.lastIndexOf('|'))
}

/** The number of the PID namespace outside of all containers (Linux, `PROC_PID_INIT_INO`). */
const NO_CONTAINER = 'pid:[4026531836]'

/**
 * Whether a place is an earlier boot of this very machine. Equal host names tell nothing: several machines have them, on one volume. Nor do
 * machine ids within containers, which come with the image.
 */
export function isEarlierBoot(theirs: string, ours: string): boolean {
  const [theirHost, theirBoot, theirNamespace, theirMachine] = theirs.split('|')
  const [ourHost, ourBoot, ourNamespace, ourMachine] = ours.split('|')
  if (theirMachine === undefined || theirMachine === '' || theirMachine !== ourMachine) return false
  if (theirNamespace !== NO_CONTAINER || ourNamespace !== NO_CONTAINER) return false
  return theirHost === ourHost && theirBoot !== '' && ourBoot !== '' && theirBoot !== ourBoot
}
