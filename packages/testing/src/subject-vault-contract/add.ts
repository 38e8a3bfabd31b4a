import { expectCode, expectSame } from '../expectations.js'
import { HOSTILE_NAMES } from '../hostile-names.js'
import { allRows, parts, row, TENANT, type VaultPromises } from './promises.js'

/** What adding and finding promise. */
export const addPromises: VaultPromises = {
  async 'an empty vault knows nobody'(open) {
    const vault = await open()
    for (const name of ['sub_1', '__proto__', 'constructor', 'toString']) {
      expectSame(await vault.byId(TENANT, name), undefined, 'nobody has the id')
      expectSame(await vault.byLookup(TENANT, name), undefined, 'nobody has the lookup')
      expectSame(await vault.forget(TENANT, name), false, 'forgetting nobody says so')
      expectSame(await vault.replace(TENANT, row(name), row(name)), false, 'replacing nobody says so')
    }
    expectSame(await allRows(vault), [], 'there are no rows')
  },

  async 'an added row is found by its lookup and by its id'(open) {
    const vault = await open()
    const rows = ['1', '2', '3'].map((number) => row(number))
    for (const each of rows) expectSame(parts(await vault.add(TENANT, each)), each, 'add gives the row')
    for (const each of rows) {
      expectSame(parts(await vault.byLookup(TENANT, each.lookup)), each, 'found by its lookup')
      expectSame(parts(await vault.byId(TENANT, each.id)), each, 'found by its id')
      expectSame(await vault.byId(TENANT, each.lookup), undefined, 'a lookup is no id')
    }
    expectSame(await allRows(vault), rows, 'all rows are told')
  },

  async 'of rows of one lookup the first stays'(open) {
    const vault = await open()
    await vault.add(TENANT, row(1))
    const other = row(2, { lookup: row(1).lookup })
    expectSame(parts(await vault.add(TENANT, other)), row(1), 'add gives the row that was there')
    expectSame(parts(await vault.add(TENANT, row(1))), row(1), 'also for the same row')
    expectSame(await vault.byId(TENANT, other.id), undefined, 'the second row is not kept')
    expectSame(await allRows(vault), [row(1)], 'there is one row')
  },

  async 'of rows of one lookup added at once one stays, and all learn of it'(open) {
    const vault = await open()
    const rows = Array.from({ length: 12 }, (_, index) => row(index, { lookup: `person ${index % 3}` }))
    const kept = await Promise.all(rows.map((each) => vault.add(TENANT, each)))
    for (let person = 0; person < 3; person++) {
      const ids = new Set(kept.filter((_, index) => index % 3 === person).map(({ id }) => id))
      expectSame(ids.size, 1, 'one person has one id')
      expectSame((await vault.byLookup(TENANT, `person ${person}`))?.id, [...ids][0], 'it is the one that is found')
    }
    expectSame((await allRows(vault)).length, 3, 'the others leave no row')
  },

  async 'an id that is taken is refused'(open) {
    const vault = await open()
    await vault.add(TENANT, row(1))
    const other = row(1, { lookup: 'another person', sealed: 'another' })
    await expectCode(() => vault.add(TENANT, other), 'vault-conflict', 'a second person of the same id')
    expectSame(await allRows(vault), [row(1)], 'the first one stays')
    expectSame(await vault.byLookup(TENANT, other.lookup), undefined, 'the second one leaves nothing')
  },

  async 'rows cannot run into each other'(open) {
    const vault = await open()
    const places = HOSTILE_NAMES.flatMap((name) => [
      { tenant: TENANT, row: { id: name, lookup: name, sealed: 'own' } },
      { tenant: name, row: { id: 'id', lookup: 'lookup', sealed: name } },
    ])
    await Promise.all(places.map((place) => vault.add(place.tenant, place.row)))
    for (const place of places) {
      expectSame(parts(await vault.byId(place.tenant, place.row.id)), place.row, 'every tenant has rows of its own')
      expectSame(parts(await vault.byLookup(place.tenant, place.row.lookup)), place.row, 'by lookup too')
    }
    for (const tenant of HOSTILE_NAMES) expectSame((await allRows(vault, tenant)).length, 1, 'tenants do not mix')
    expectSame((await allRows(vault)).length, HOSTILE_NAMES.length, 'tenants do not mix')
    expectSame(await vault.forget('plain', 'id'), true, 'one of them is forgotten')
    expectSame((await vault.byId('Plain', 'id'))?.sealed, 'Plain', 'the others stay')
  },

  async 'a row is kept as it was given'(open) {
    const vault = await open()
    const given = { ...row(1, { sealed: 'x'.repeat(200_000) }) }
    const added = vault.add(TENANT, given)
    given.sealed = 'changed'
    await added
    await vault.add(TENANT, row(2, { sealed: 'ü 😀 \u2028\n"\\' }))
    await vault.add(TENANT, row(3, { sealed: '' }))
    expectSame((await vault.byId(TENANT, 'sub_1'))?.sealed, 'x'.repeat(200_000), 'who changes his row changes no other')
    expectSame((await vault.byId(TENANT, 'sub_2'))?.sealed, 'ü 😀 \u2028\n"\\', 'the text is kept to the letter')
    expectSame((await vault.byId(TENANT, 'sub_3'))?.sealed, '', 'an empty one too')
  },

  async 'malformed rows and names are refused'(open) {
    const vault = await open()
    for (const name of ['', 'x'.repeat(513), 7 as unknown as string]) {
      for (const work of [
        () => vault.add(name, row(1)),
        () => vault.add(TENANT, row(1, { id: name })),
        () => vault.add(TENANT, row(1, { lookup: name })),
        () => vault.replace(TENANT, row(1), row(1, { lookup: name })),
        () => vault.replace(TENANT, row(1, { id: name }), row(1)),
        () => vault.byId(TENANT, name),
        () => vault.byLookup(name, 'x'),
        () => vault.forget(TENANT, name),
      ]) {
        await expectCode(work, 'vault-invalid', 'a malformed name')
      }
    }
    for (const sealed of ['x'.repeat(1024 * 1024 + 1), undefined as unknown as string]) {
      await expectCode(
        () => vault.add(TENANT, row(1, { sealed })),
        'vault-invalid',
        'a text that is none, or beyond 1 MB',
      )
    }
    expectSame(await allRows(vault), [], 'nothing is kept')
  },
}
