import type { Journal, SecretStore } from '@waxseal/core'

/** What a process meets before each of its steps that others can see. */
export type Gate = () => Promise<void>

/** Ends a process where it stands. */
export class Crash extends Error {}

type Choice = 'go' | 'crash'

interface Process {
  state: 'running' | 'waiting' | 'over'
  admit(choice: Choice): void
}

/**
 * Runs two processes again and again, until every order of their steps has been tried, and every order with one of them crashing
 * before one of its steps (a crash after a step and before its return leaves the world of a crash before the next one). `run` starts
 * both, each with its gate, and checks at the end what became of the world. Gives how many runs there were.
 */
export async function everyInterleaving(
  run: (start: (work: (gate: Gate) => Promise<void>) => Promise<void>) => Promise<void>,
  crashes = true,
): Promise<number> {
  let script: number[] = []
  for (let runs = 1; ; runs++) {
    const options: number[] = []
    await once(run, script, options, crashes)
    const taken = options.map((_, index) => script[index] ?? 0)
    let last = taken.length - 1
    while (last >= 0 && (taken[last] ?? 0) + 1 >= (options[last] ?? 0)) last--
    if (last < 0) return runs
    script = [...taken.slice(0, last), (taken[last] ?? 0) + 1]
  }
}

async function once(
  run: (start: (work: (gate: Gate) => Promise<void>) => Promise<void>) => Promise<void>,
  script: readonly number[],
  options: number[],
  crashes: boolean,
): Promise<void> {
  const processes: Process[] = []
  let crashed = !crashes
  let moved = (): void => {}

  function decide(): void {
    if (processes.length < 2 || processes.some(({ state }) => state === 'running')) return
    const ready = processes.filter(({ state }) => state === 'waiting')
    const choices = ready.flatMap((process): [Process, Choice][] =>
      crashed
        ? [[process, 'go']]
        : [
            [process, 'go'],
            [process, 'crash'],
          ],
    )
    if (choices.length === 0) return
    const [process, choice] = choices[script[options.length] ?? 0] ?? [ready[0], 'go' as const]
    options.push(choices.length)
    if (choice === 'crash') crashed = true
    process?.admit(choice)
  }

  moved = decide
  await run(async (work) => {
    const process: Process = { state: 'running', admit: () => {} }
    processes.push(process)
    const gate: Gate = () =>
      new Promise((resolve, reject) => {
        process.state = 'waiting'
        process.admit = (choice) => {
          process.state = 'running'
          if (choice === 'go') resolve()
          else reject(new Crash())
        }
        moved()
      })
    try {
      // Whoever starts waits for the other one to be there.
      await gate()
      await work(gate)
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    } finally {
      process.state = 'over'
      moved()
    }
  })
}

/** The ports of a process whose every visible step waits at the gate; once it crashed, nothing of it happens any more. */
export function gated<Ports extends { readonly journal: Journal; readonly secrets: SecretStore }>(
  ports: Ports,
  gate: Gate,
): Ports {
  const { journal, secrets } = ports
  let dead = false
  async function pass(): Promise<void> {
    if (dead) throw new Crash()
    await gate().catch((error: unknown) => {
      dead = true
      throw error
    })
  }
  return {
    ...ports,
    journal: {
      append: async (target, events) => {
        await pass()
        return journal.append(target, events)
      },
      read: (options) => journal.read(options),
      subscribe: (from, listener) => journal.subscribe(from, listener),
      catchUp: () => journal.catchUp(),
      age: () => journal.age(),
      head: () => journal.head(),
      close: () => journal.close(),
    },
    secrets: {
      put: async (place, sealed) => {
        await pass()
        return secrets.put(place, sealed)
      },
      delete: async (place) => {
        await pass()
        return secrets.delete(place)
      },
      get: (place) => secrets.get(place),
      names: (tenant) => secrets.names(tenant),
    },
  }
}
