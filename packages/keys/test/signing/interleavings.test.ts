import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { fixedClock } from '@waxseal/testing'
import { compactVerify, importJWK } from 'jose'
import { expect, test } from 'vitest'
import { createSigningKeys } from '../../src/signing/create-signing-keys.js'
import type { SigningKeys } from '../../src/signing/signing-keys.js'
import { everyInterleaving, gated } from '../rotation/interleave.js'

type Deed = (keys: SigningKeys) => Promise<unknown>

const DEEDS = {
  ready: (keys) => keys.ready(),
  rotate: (keys) => keys.rotate({ overlap: '1m' }),
  async staged(keys) {
    await keys.stage()
    await keys.rotate({ overlap: '1m' })
  },
  abort: (keys) => keys.abort(),
  replace: (keys) => keys.replace({ reason: 'leaked' }),
  sweep: (keys) => keys.sweep(),
} satisfies Record<string, Deed>

type Name = keyof typeof DEEDS

function world() {
  const clock = fixedClock(Date.parse('2026-03-01T10:00:00Z'))
  const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
  return { clock, ports, process: (more = {}) => createSigningKeys({ ...ports, clock, ...more }) }
}

/** Whoever looks finds a key that signs what the JWKS verifies. */
async function assertSound({ process }: ReturnType<typeof world>): Promise<void> {
  const onlooker = process()
  const key = await onlooker.current()
  const jwk = (await onlooker.jwks()).keys.find(({ kid }) => kid === key.kid) ?? {}
  const publicKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: String(jwk.x) }, 'EdDSA')
  await compactVerify(await key.sign({}), publicKey)
  const states = (await onlooker.versions()).map(({ state }) => state)
  expect(states.filter((state) => state === 'current')).toHaveLength(1)
  onlooker.close()
}

async function tryAll(one: Name, other: Name, fresh: boolean): Promise<number> {
  return everyInterleaving(async (start) => {
    const all = world()
    if (!fresh) await all.process().ready()
    const signed = fresh ? [] : (await all.process().versions()).map(({ id }) => id)
    const operate = (name: Name) =>
      start(async (gate) => {
        const look = async () => {
          await gate()
          if (!fresh) await assertSound(all)
        }
        await DEEDS[name](all.process(gated(all.ports, look)))
      })
    await Promise.all([operate(one), operate(other)])
    await assertSound(all)
    // What ever signed stays published; whoever comes later can go on; the dead and the torn are cleared away.
    const later = all.process()
    const published = (await later.jwks()).keys.map(({ kid }) => kid)
    for (const kid of signed) expect(published).toContain(kid)
    await later.abort()
    expect(await later.rotate({ overlap: '1m' })).toMatchObject({ ok: true })
    all.clock.advance(86_400_001)
    await later.sweep()
    expect(await all.ports.secrets.names('default')).toEqual([`signing/seal/${(await later.current()).kid}`])
  })
}

const PAIRS: [Name, Name, boolean, boolean][] = [
  ['ready', 'ready', true, false],
  ['rotate', 'sweep', false, false],
  ['staged', 'abort', false, false],
  ['rotate', 'rotate', false, true],
  ['staged', 'rotate', false, true],
  ['staged', 'replace', false, true],
  ['staged', 'staged', false, true],
  ['replace', 'replace', false, true],
]

const thorough = process.env.THOROUGH === '1'

test.each(PAIRS.filter(([, , , long]) => thorough || !long))(
  '%s beside %s, in every order, with a crash at every step',
  {
    timeout: 3_600_000,
  },
  async (one, other, fresh) => {
    expect(await tryAll(one, other, fresh)).toBeGreaterThan(10)
  },
)
