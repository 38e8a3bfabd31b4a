import { isWaxsealError } from '@waxseal/core'

/** Rejects the case unless the condition holds. */
export function expectThat(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`broken promise: ${promise}`)
}

/** Rejects the case unless both say the same in JSON. */
export function expectSame(actual: unknown, expected: unknown, promise: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  expectThat(found === wanted, `${promise}: expected ${wanted}, found ${found}`)
}

/** Rejects the case unless the work fails with that code. */
export async function expectCode(work: () => unknown, code: string, promise: string): Promise<void> {
  let failure: unknown
  try {
    await work()
  } catch (error) {
    failure = error
  }
  expectThat(failure !== undefined, `${promise}: expected \`${code}\`, but it succeeded`)
  if (isWaxsealError(failure, code)) return
  const found = isWaxsealError(failure) ? failure.code : String(failure)
  throw new Error(`broken promise: ${promise}: expected \`${code}\`, found ${found}`)
}

/** Waits for something that the promise says will happen; the time-out only bounds how long a broken adapter is waited for. */
export async function expectSoon<T>(event: Promise<T>, promise: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`broken promise: ${promise}: nothing came for 2 seconds`)), 2_000)
  })
  try {
    return await Promise.race([event, late])
  } finally {
    clearTimeout(timer)
  }
}
