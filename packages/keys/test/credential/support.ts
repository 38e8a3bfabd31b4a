import type { JournalEvent } from '@waxseal/core'
import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { type CredentialOptions, createCredential } from '../../src/credential/create-credential.js'

const START = Date.parse('2026-03-01T10:00:00Z')

/** A clock that stands still until it is moved, and waits that end when it has moved far enough. */
export function steadyTime() {
  let now = START
  const sleepers = new Set<{ readonly at: number; wake(): void }>()
  return {
    clock: () => now,
    wait: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
    sleeping: () => sleepers.size,
    advance(ms: number) {
      now += ms
      for (const sleeper of sleepers) {
        if (sleeper.at > now) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
  }
}

/** Waits until something is so, without time passing: opening a secret is work of other threads, which takes its own turns. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

/** A provider with keys, the ports of a host, and credentials that share them as processes would. */
export function world(more: Partial<CredentialOptions> = {}) {
  const time = steadyTime()
  const accepted = new Set(['PLANTED-1', 'PLANTED-2', 'PLANTED-3'])
  const provider = { accepted, reachable: true, asked: 0 }
  const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
  const options: CredentialOptions = {
    ...ports,
    name: 'unisender',
    clock: time.clock,
    wait: time.wait,
    quietFor: '60s',
    waitFor: '120s',
    test: async (secret) => {
      provider.asked++
      if (!provider.reachable) throw new Error(`no way to ask about ${secret}`)
      return accepted.has(secret)
    },
    ...more,
  }
  const process = (other: Partial<CredentialOptions> = {}) => createCredential({ ...options, ...other })
  async function events(): Promise<JournalEvent[]> {
    const all: JournalEvent[] = []
    for await (const event of ports.journal.read()) all.push(event)
    return all
  }
  const types = async () => (await events()).map(({ type }) => type.replace(/^(rotation|credential)\./, ''))
  const texts = async () => (await ports.secrets.names('default')).length
  return { time, accepted, provider, ports, options, process, credential: process(), events, types, texts }
}

/** Work that lasts until it is told to end, with the secret that it got. */
export function work() {
  let begin: () => void = () => {}
  let end: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    begin = resolve
  })
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    /** Resolves when it has got the secret. */
    started,
    end: () => end(),
    run: async (secret: string) => {
      begin()
      await ended
      return secret
    },
  }
}
