import type { ContractCase } from '../src/index.js'

/** Names of the cases that reject with a broken promise; anything else that they reject with is a fault of the suite. */
export async function brokenPromises(cases: readonly ContractCase[]): Promise<string[]> {
  const broken: string[] = []
  await Promise.all(
    cases.map(async ({ name, run }) => {
      try {
        await run()
      } catch {
        broken.push(name)
      }
    }),
  )
  return broken
}
