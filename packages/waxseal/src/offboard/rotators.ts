import { WaxsealError } from '@waxseal/core'
import type { Credential, SigningKeys } from '@waxseal/keys'
import type { SecretTask } from './offboard-ports.js'

/**
 * Rotates signing keys for an offboarding: at once, and what the old ones sign from now on is not to be believed.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
 * import { createSigningKeys } from '@waxseal/keys'
 * import { rotateSigningKeys } from 'waxseal'
 *
 * const keys = createSigningKeys({ journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() })
 * const { kid } = await keys.current()
 * await rotateSigningKeys(keys)({ secret: 'signing/seal', versions: [kid], by: 'boss', reason: 'left' })
 * console.log((await keys.current()).kid === kid) // false
 * ```
 */
export function rotateSigningKeys(signingKeys: Pick<SigningKeys, 'replace'>): (task: SecretTask) => Promise<void> {
  return async ({ by, reason, versions }) => {
    const step = await signingKeys.replace({ by, reason, kids: versions })
    if (!step.ok) throw notRotated(step.code)
  }
}

/** How a provider's credential is exchanged without a person. */
export interface CredentialExchange {
  /** Makes a new secret at the provider. After a crash it may be asked for another one. */
  make(task: SecretTask): Promise<string>
  /** Makes the provider refuse the old ones. Without it somebody must, and the step stays open until the provider does. */
  drop?(task: SecretTask): Promise<void> | void
}

/**
 * Rotates a provider's credential for an offboarding: swapped under running work; done only when the provider refuses the old one, because
 * whoever knows it could go on using it elsewhere.
 *
 * What it gives throws the code of the step that stopped it, `old-still-accepted` for one; called again, it goes on there.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
 * import { createCredential } from '@waxseal/keys'
 * import { rotateCredential } from 'waxseal'
 *
 * const provider = new Set(['first', 'second'])
 * const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
 * const credential = createCredential({ ...ports, name: 'unisender', test: async (secret) => provider.has(secret) })
 * const adopted = await credential.adopt('first')
 * const versions = adopted.ok ? [adopted.version] : []
 * const rotate = rotateCredential(credential, { make: async () => 'second', drop: () => void provider.delete('first') })
 * await rotate({ secret: 'credential/unisender', versions, by: 'boss', reason: 'left' })
 * console.log(await credential.use(async (secret) => secret)) // second
 * ```
 */
export function rotateCredential(
  credential: Pick<Credential, 'abort' | 'begin' | 'check' | 'prove' | 'status' | 'switch'>,
  { make, drop }: CredentialExchange,
): (task: SecretTask) => Promise<void> {
  return async (task) => {
    const { by, reason } = task
    const isDying = (id: string) => task.versions.includes(id)
    const look = async () => {
      const { versions } = await credential.status()
      return {
        open: versions.find(({ state }) => state === 'pending' || state === 'tested'),
        current: versions.find(({ state }) => state === 'current'),
        // A version that nobody began may be any, so also the one in use.
        hasUnknown: task.versions.some((version) => versions.every(({ id }) => id !== version)),
      }
    }
    const before = await look()
    if (before.open !== undefined && isDying(before.open.id)) assertOk(await credential.abort({ by, reason }))
    const { open, current, hasUnknown } = await look()
    if (open === undefined && (current === undefined || isDying(current.id) || hasUnknown)) {
      assertOk(await credential.begin(await make(task), { by, reason }))
    }
    if ((await look()).open !== undefined) {
      const check = await credential.check()
      // The next time there is to be another one.
      if (!check.ok && check.code === 'test-failed') await credential.abort({ by, reason: check.code })
      assertOk(check)
      assertOk(await credential.switch({ by, reason }))
    }
    await drop?.(task)
    assertOk(await credential.prove())
  }
}

function assertOk(step: { readonly ok: true } | { readonly ok: false; readonly code: string }): void {
  if (!step.ok) throw notRotated(step.code)
}

function notRotated(code: string): WaxsealError {
  return new WaxsealError(code, `a secret could not be rotated: ${code}`)
}
