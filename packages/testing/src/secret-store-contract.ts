import type { SecretPlace, SecretStore } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { expectCode, expectSame } from './expectations.js'
import { HOSTILE_NAMES } from './hostile-names.js'
import { type Closable, casesOf, type StorePromises } from './opened-store.js'
import type { StoreContractOptions } from './store-contract-options.js'

const PLACE: SecretPlace = { tenant: 'default', name: 'credential/unisender/v_1' }

const PROMISES: StorePromises<SecretStore> = {
  async 'an empty store holds nothing'(open) {
    const store = await open()
    expectSame(await store.names('default'), [], 'an empty store has no names')
    for (const name of [PLACE.name, '__proto__', 'constructor', 'toString']) {
      expectSame(await store.get({ tenant: 'default', name }), undefined, 'an empty store gives nothing')
      expectSame(await store.delete({ tenant: 'default', name }), false, 'deleting nothing says so')
    }
  },

  async 'what was put is given back, until something is put in its place'(open) {
    const store = await open()
    for (const sealed of ['first', 'second', '', 'x'.repeat(200_000), 'ü 😀 \u2028"\\', 'third']) {
      await store.put(PLACE, sealed)
      expectSame(await store.get(PLACE), sealed, 'get gives what was put last')
    }
    expectSame(await store.names('default'), [PLACE.name], 'a name stands once')
  },

  async 'a deleted secret is gone, others stay'(open) {
    const store = await open()
    const other = { ...PLACE, name: 'credential/unisender/v_2' }
    await store.put(PLACE, 'one')
    await store.put(other, 'two')
    expectSame(await store.delete(PLACE), true, 'delete tells that there was one')
    expectSame(await store.get(PLACE), undefined, 'a deleted secret is not given')
    expectSame(await store.delete(PLACE), false, 'the second delete finds nothing')
    expectSame(await store.names('default'), [other.name], 'a deleted secret has no name')
    expectSame(await store.get(other), 'two', 'the other one stays')
    await store.put(PLACE, 'again')
    expectSame(await store.get(PLACE), 'again', 'the place can be used again')
  },

  async 'places cannot run into each other'(open) {
    const store = await open()
    const places = HOSTILE_NAMES.flatMap((name) => [
      { tenant: 'default', name },
      { tenant: name, name: 'default' },
    ])
    await Promise.all(places.map((place, index) => store.put(place, `secret ${index}`)))
    for (const [index, place] of places.entries()) {
      expectSame(await store.get(place), `secret ${index}`, 'every place has a secret of its own')
    }
    expectSame(await store.names('default'), [...HOSTILE_NAMES].sort(), 'names are as they were given, sorted')
    for (const tenant of HOSTILE_NAMES) expectSame(await store.names(tenant), ['default'], 'tenants do not mix')
    expectSame(await store.delete({ tenant: 'Plain', name: 'default' }), true, 'one of them is deleted')
    expectSame(
      await store.get({ tenant: 'plain', name: 'default' }),
      `secret ${places.findIndex(isPlain)}`,
      'others stay',
    )
  },

  async 'malformed places and texts are refused'(open) {
    const store = await open()
    for (const name of ['', 'x'.repeat(513), 7 as unknown as string]) {
      for (const place of [
        { ...PLACE, name },
        { ...PLACE, tenant: name },
      ]) {
        for (const work of [() => store.put(place, 'x'), () => store.get(place), () => store.delete(place)]) {
          await expectCode(work, 'vault-invalid', 'a malformed place')
        }
      }
    }
    for (const sealed of ['x'.repeat(1024 * 1024 + 1), undefined as unknown as string]) {
      await expectCode(() => store.put(PLACE, sealed), 'vault-invalid', 'a text that is none, or beyond 1 MB')
    }
    expectSame(await store.get(PLACE), undefined, 'nothing is kept')
  },

  async 'calls at the same time leave whole secrets'(open) {
    const store = await open()
    const texts = Array.from({ length: 12 }, (_, index) => String(index % 10).repeat(50_000 + index))
    const seen: Promise<string | undefined>[] = []
    const puts = texts.map((text) => {
      seen.push(store.get(PLACE))
      return store.put(PLACE, text)
    })
    await Promise.all(puts)
    for (const text of [...(await Promise.all(seen)), await store.get(PLACE)]) {
      expectSame(text === undefined || texts.includes(text), true, 'a secret is whole')
    }
    const deletions = await Promise.all([0, 1, 2, 3].map(() => store.delete(PLACE)))
    expectSame(deletions.filter(Boolean).length, 1, 'one of several deletions finds it')
    expectSame(await store.get(PLACE), undefined, 'it is gone')
  },
}

const REOPENED: StorePromises<SecretStore> = {
  async 'what was put, replaced and deleted stays so when the store is opened again'(open) {
    const first = await open()
    const names = ['a', 'b', 'c']
    for (const name of names) await first.put({ ...PLACE, name }, `secret ${name}`)
    await first.put({ ...PLACE, name: 'b' }, 'another')
    await first.delete({ ...PLACE, name: 'c' })
    const second = await open.again(first)
    const found = await Promise.all(names.map((name) => second.get({ ...PLACE, name })))
    expectSame(found, ['secret a', 'another', undefined], 'the store outlives its opener')
    expectSame(await second.names('default'), ['a', 'b'], 'names too')
  },
}

/**
 * Everything that a `SecretStore` promises, as cases to run with any test framework.
 *
 * @param create - opens the store of that name (letters, digits and `_`); a name that it has not seen is a fresh, empty store. What has
 *   a `close` is closed.
 * @example
 * ```ts
 * import { secretStoreContract } from '@waxseal/testing'
 *
 * const cases = secretStoreContract(() => {
 *   throw new Error('give an empty store here')
 * })
 * console.log(cases[0]?.name) // an empty store holds nothing
 * ```
 */
export function secretStoreContract(
  create: (place: string) => Promise<SecretStore & Closable> | (SecretStore & Closable),
  { reopens = false }: StoreContractOptions = {},
): ContractCase[] {
  return casesOf(reopens ? { ...PROMISES, ...REOPENED } : PROMISES, create)
}

function isPlain({ tenant }: SecretPlace): boolean {
  return tenant === 'plain'
}
