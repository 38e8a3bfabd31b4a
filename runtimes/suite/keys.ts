import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import {
  createCredential,
  createKeys,
  createKnowledge,
  createSigningKeys,
  keyPattern,
  openSecret,
  parseApiKey,
  sealSecret,
} from '@waxseal/keys'
import { type Checks, equal, throwsCode } from './check.js'

const shared = () => ({ journal: memoryJournal(), keyRing: memoryKeyRing() })
const ports = () => ({ ...shared(), secrets: memorySecretStore() })

export const keys: Checks = {
  async 'a key is issued, verified, rotated with an overlap, and dies'() {
    let now = 1_767_225_600_000
    const issuer = createKeys({ ...shared(), clock: () => now })
    const scopes = ['campaigns.send.email']
    const { key, id } = await issuer.issue({ owner: 'crm', scopes, lists: ['501'], ips: ['203.0.113.0/24'] })
    const question = { ip: '203.0.113.7', scope: 'campaigns.send.email', list: '501' }
    equal(issuer.verify(key, question).ok, true)
    equal(issuer.verify(key, { ...question, ip: '198.51.100.1' }), { ok: false, code: 'address' })
    const next = await issuer.rotate(id, { overlap: '24h' })
    equal([issuer.verify(key, question).ok, issuer.verify(next.key, question).ok], [true, true])
    now += 24 * 3_600_000
    equal(issuer.verify(key, question), { ok: false, code: 'retired' })
    equal(issuer.verify(next.key, question).ok, true)
    await issuer.revoke(next.id, { reason: 'over' })
    equal(issuer.verify(next.key, question).ok, false)
  },

  async 'a mistyped key is refused by its checksum'() {
    const issuer = createKeys(shared())
    const { key } = await issuer.issue({ owner: 'crm', scopes: ['lists.view'] })
    const last = key.endsWith('a') ? 'b' : 'a'
    equal(issuer.verify(`${key.slice(0, -1)}${last}`), { ok: false, code: 'checksum' })
    equal(new RegExp(keyPattern()).test(`config: ${key}`), true)
    equal(parseApiKey(key)?.environment, 'live')
  },

  async 'what is sealed opens only where it was sealed for'() {
    const { keyRing } = ports()
    const place = { tenant: 'default', name: 'credential/unisender/v1' }
    const sealed = await sealSecret(keyRing, place, 'the secret', 0)
    equal((await openSecret(keyRing, place, sealed)).text, 'the secret')
    await throwsCode(() => openSecret(keyRing, { ...place, name: 'elsewhere' }, sealed), 'secret-corrupt')
  },

  async 'signing keys rotate and stay published'() {
    const signing = createSigningKeys({ ...ports(), typ: 'test+jwt' })
    const first = await signing.current()
    equal((await first.sign({ n: 1 })).split('.').length, 3)
    await signing.rotate({ overlap: '10m' })
    equal((await signing.current()).kid === first.kid, false)
    equal((await signing.jwks()).keys.length, 2)
  },

  async 'a credential is swapped under a running lease'() {
    const credential = createCredential({ ...ports(), name: 'unisender', test: async () => true })
    await credential.adopt('first')
    await credential.use(async (secret) => {
      equal(secret, 'first')
      await credential.begin('second')
      await credential.check()
      await credential.switch()
      equal((await credential.retire()).ok, false)
    })
    await credential.use(async (secret) => equal(secret, 'second'))
  },

  async 'who was shown a template knows the key in it'() {
    const both = shared()
    const issuer = createKeys(both)
    const { series } = await issuer.issue({ owner: 'crm', scopes: ['lists.view'] })
    const knowledge = createKnowledge({ journal: both.journal })
    await knowledge.note({ type: 'container.filled', container: 'template/a', what: `key/${series}` })
    await knowledge.note({ type: 'secret.revealed', principal: 'maria', what: 'template/a' })
    equal(
      (await knowledge.knownBy('maria')).map(({ secret }) => secret),
      [`key/${series}`],
    )
  },
}
