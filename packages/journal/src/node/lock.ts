import { link, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeBase64url, systemCode, systemRandom, WaxsealError } from '@waxseal/core'
import { ownIdentity, type ProcessIdentity, stateOf } from './process-identity.js'

/** The right to write into a directory. */
export interface Lock {
  /** Gives the right back. Never throws. */
  release(): Promise<void>
}

interface Claim extends ProcessIdentity {
  readonly nonce: string
}

const CLAIM_NAME = /^lock\.([1-9]\d{0,14})$/
const DRAFT_PREFIX = 'lock.draft-'
const MAX_ROUNDS = 100

/**
 * Takes the exclusive right to write into a directory, or throws `journal-locked`.
 *
 * A claim is a file `lock.<generation>` that appears whole or not at all (written aside, then linked; a taken name is refused by the
 * system). Whoever has linked a claim looks again: of two claimants at least the later one sees the other and takes its claim
 * back, so two can never both stay. The claims of dead processes are passed by with a higher generation and removed only by
 * the holder.
 */
export async function acquireLock(directory: string): Promise<Lock> {
  const nonce = encodeBase64url(systemRandom(16))
  const draft = join(directory, `${DRAFT_PREFIX}${nonce}`)
  await writeFile(draft, JSON.stringify({ ...(await ownIdentity()), nonce }), { flag: 'wx', mode: 0o600 })
  try {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = await claimsIn(directory)
      await refuseIfHeld(before.values())
      const generation = Math.max(0, ...before.keys()) + 1
      const path = claimPath(directory, generation)
      if (!(await linkNew(draft, path))) continue
      if (await isAlone(directory, nonce)) {
        // All of them are dead, and only a holder removes the dead: their names have not been taken anew.
        for (const dead of before.keys()) await remove(claimPath(directory, dead))
        return { release: () => remove(path) }
      }
      await remove(path)
    }
    throw new WaxsealError('journal-locked', 'too many processes want to write to the journal at once')
  } finally {
    await remove(draft)
  }
}

/** The claims in the directory by generation. One that cannot be read whole is what a loss of power left: nobody's. */
async function claimsIn(directory: string): Promise<Map<number, Claim | undefined>> {
  const claims = new Map<number, Claim | undefined>()
  for (const name of await readdir(directory)) {
    const generation = CLAIM_NAME.exec(name)?.[1]
    if (generation === undefined) continue
    const text = await readFile(join(directory, name), 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined
      throw error
    })
    if (text !== undefined) claims.set(Number(generation), parseClaim(text))
  }
  return claims
}

function parseClaim(text: string): Claim | undefined {
  try {
    const { pid, start, place, nonce } = JSON.parse(text) as Partial<Record<keyof Claim, unknown>>
    if (!Number.isSafeInteger(pid) || Number(pid) < 1 || typeof place !== 'string' || typeof nonce !== 'string') {
      return undefined
    }
    return { pid: Number(pid), place, nonce, ...(typeof start === 'string' && { start }) }
  } catch {
    return undefined
  }
}

async function refuseIfHeld(claims: Iterable<Claim | undefined>): Promise<void> {
  for (const claim of claims) {
    if (claim === undefined) continue
    const state = await stateOf(claim)
    if (state === 'dead') continue
    const elsewhere = state === 'elsewhere'
    // A second writer would destroy the record: who cannot be seen is taken to be alive.
    const message = elsewhere
      ? `process ${claim.pid} of another machine or container holds the journal: remove its lock once it is gone`
      : `process ${claim.pid} holds the journal`
    throw new WaxsealError('journal-locked', message, { details: { pid: claim.pid, ...(elsewhere && { elsewhere }) } })
  }
}

async function isAlone(directory: string, nonce: string): Promise<boolean> {
  for (const claim of (await claimsIn(directory)).values()) {
    if (claim !== undefined && claim.nonce !== nonce && (await stateOf(claim)) !== 'dead') return false
  }
  return true
}

function claimPath(directory: string, generation: number): string {
  return join(directory, `lock.${generation}`)
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => undefined)
}
