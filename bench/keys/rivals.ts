import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { checkAPIKey, generateAPIKey } from 'prefixed-api-key'

/** A rival that knows some keys; `verify` tells whether one is good. */
export interface Rival {
  readonly name: string
  readonly keys: readonly string[]
  verify(key: string): Promise<boolean>
}

/** better-auth with its plugin for API keys, in memory, without quotas: it writes on every call otherwise. */
export async function betterAuthRival(count: number): Promise<Rival> {
  const database = { user: [], session: [], account: [], verification: [], apikey: [] }
  const auth = betterAuth({
    secret: 'a secret of thirty-two characters!',
    baseURL: 'http://127.0.0.1',
    database: memoryAdapter(database),
    emailAndPassword: { enabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  })
  const body = { email: 'owner@mail.example', password: 'a long password', name: 'Owner' }
  const { user } = await auth.api.signUpEmail({ body })
  const keys: string[] = []
  for (let index = 0; index < count; index++) {
    const made = await auth.api.createApiKey({ body: { userId: user.id, permissions: { campaigns: ['send'] } } })
    keys.push(made.key)
  }
  return {
    name: '@better-auth/api-key verifyApiKey, in memory, without quotas',
    keys,
    verify: async (key) => (await auth.api.verifyApiKey({ body: { key, permissions: { campaigns: ['send'] } } })).valid,
  }
}

/** prefixed-api-key: format and hash, no store; a Map is given to it. */
export async function prefixedRival(count: number): Promise<Rival> {
  const hashes = new Map<string, string>()
  const keys: string[] = []
  for (let index = 0; index < count; index++) {
    const made = await generateAPIKey({ keyPrefix: 'wxs' })
    hashes.set(made.shortToken ?? '', made.longTokenHash ?? '')
    keys.push(made.token ?? '')
  }
  return {
    name: 'prefixed-api-key checkAPIKey, with a Map; no scopes, lists or networks',
    keys,
    verify: async (key) => checkAPIKey(key, hashes.get(key.split('_')[1] ?? '') ?? ''),
  }
}
