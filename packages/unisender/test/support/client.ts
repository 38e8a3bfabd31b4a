import { createUnisender, createUnisenderGo, type UnisenderGoOptions, type UnisenderOptions } from '@waxseal/unisender'

/** A clock that moves only when the client waits, and the pauses that it asked for. */
export function patience() {
  let now = Date.parse('2026-01-15T10:00:00Z')
  const pauses: number[] = []
  return {
    pauses,
    clock: () => now,
    random: () => 0.5,
    wait: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      pauses.push(ms)
      now += ms
    },
    pass: (ms: number) => {
      now += ms
    },
  }
}

/** A client of a test server that waits for nothing in real time. */
export function clientOf(url: string, options: Partial<UnisenderOptions> = {}) {
  const { clock, random, wait } = patience()
  return createUnisender({
    apiKey: 'KEY',
    baseUrl: url,
    language: 'en',
    clock,
    random,
    wait,
    timeout: 2_000,
    ...options,
  })
}

/** The same for Unisender Go. */
export function goClientOf(url: string, options: Partial<UnisenderGoOptions> = {}) {
  const { clock, random, wait } = patience()
  return createUnisenderGo({ apiKey: 'KEY', baseUrl: url, clock, random, wait, timeout: 2_000, ...options })
}
