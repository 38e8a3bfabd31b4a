import type { SubjectRow } from '@waxseal/core'
import { expectCode, expectSame } from '../expectations.js'
import { allRows, parts, row, TENANT, type VaultPromises } from './promises.js'

/** What replacing and forgetting promise. */
export const changePromises: VaultPromises = {
  async 'a forgotten row is gone, others stay'(open) {
    const vault = await open()
    for (const number of [1, 2, 3]) await vault.add(TENANT, row(number))
    expectSame(await vault.forget(TENANT, 'sub_2'), true, 'forget tells that there was one')
    expectSame(await vault.byId(TENANT, 'sub_2'), undefined, 'not found by its id')
    expectSame(await vault.byLookup(TENANT, 'lookup 2'), undefined, 'not found by its lookup')
    expectSame(await vault.forget(TENANT, 'sub_2'), false, 'the second time finds nothing')
    expectSame(await allRows(vault), [row(1), row(3)], 'the others stay')
    const again = row(4, { lookup: 'lookup 2' })
    expectSame(parts(await vault.add(TENANT, again)), again, 'who comes again is somebody else')
    expectSame(parts(await vault.byLookup(TENANT, 'lookup 2')), again, 'who comes again is found')
  },

  async 'a replaced row is found by what is new of it only'(open) {
    const vault = await open()
    for (const number of [1, 2]) await vault.add(TENANT, row(number))
    const changed = row(1, { sealed: 'other values' })
    expectSame(await vault.replace(TENANT, row(1), changed), true, 'replace tells that there was one')
    expectSame(parts(await vault.byLookup(TENANT, 'lookup 1')), changed, 'the values are new')
    const moved = row(1, { lookup: 'another lookup', sealed: 'moved' })
    expectSame(await vault.replace(TENANT, changed, moved), true, 'a row may get another lookup')
    expectSame(parts(await vault.byLookup(TENANT, 'another lookup')), moved, 'found by the new lookup')
    expectSame(parts(await vault.byId(TENANT, 'sub_1')), moved, 'found by its id')
    expectSame(await vault.byLookup(TENANT, 'lookup 1'), undefined, 'not found by the old lookup')
    expectSame(await allRows(vault), [moved, row(2)], 'the other row stays')
    await vault.add(TENANT, row(3, { lookup: 'lookup 1' }))
    expectSame((await vault.byLookup(TENANT, 'lookup 1'))?.id, 'sub_3', 'the old lookup is free')
    expectSame(await vault.forget(TENANT, 'sub_1'), true, 'a moved row can be forgotten')
    expectSame(await vault.byLookup(TENANT, 'another lookup'), undefined, 'with its new lookup')
  },

  async 'a row that is not there as given is not replaced'(open) {
    const vault = await open()
    await vault.add(TENANT, row(1))
    const changed = row(1, { sealed: 'changed' })
    await vault.replace(TENANT, row(1), changed)
    expectSame(await vault.replace(TENANT, row(1), row(1, { sealed: 'lost' })), false, 'somebody was faster')
    expectSame(await vault.replace(TENANT, { ...changed, lookup: 'x' }, row(1)), false, 'another lookup')
    expectSame(await vault.replace('other', changed, row(1)), false, 'another tenant')
    const both = ['left', 'right'].map((sealed) => vault.replace(TENANT, changed, row(1, { sealed })))
    const won = await Promise.all(both)
    expectSame(won.filter(Boolean).length, 1, 'of two at once one wins')
    expectSame(await allRows(vault), [row(1, { sealed: won[0] ? 'left' : 'right' })], 'the one that was told so')
    await expectCode(() => vault.replace(TENANT, row(1), row(2)), 'vault-invalid', 'an id does not change')
  },

  async 'a row cannot take the lookup of another, nor come back'(open) {
    const vault = await open()
    for (const number of [1, 2]) await vault.add(TENANT, row(number))
    expectSame(await vault.replace(TENANT, row(1), row(1, { lookup: 'lookup 2' })), false, 'the lookup is taken')
    expectSame(await vault.replace(TENANT, row(3), row(3)), false, 'nobody has the id')
    expectSame(await allRows(vault), [row(1), row(2)], 'nothing changed')
    await vault.forget(TENANT, 'sub_1')
    expectSame(await vault.replace(TENANT, row(1), row(1)), false, 'a forgotten row does not come back')
    const replacing = vault.replace(TENANT, row(2), row(2, { sealed: 'new' }))
    const both = await Promise.all([vault.forget(TENANT, 'sub_2'), replacing])
    expectSame(both[0], true, 'it is forgotten')
    expectSame(await allRows(vault), [], 'also when it was being replaced')
  },

  async 'rows may be replaced and forgotten while all are told'(open) {
    const vault = await open()
    const count = 300
    await Promise.all(Array.from({ length: count }, (_, number) => vault.add(TENANT, row(number))))
    const told: SubjectRow[] = []
    for await (const each of vault.rows(TENANT)) {
      told.push(each)
      if (told.length % 3 === 0) await vault.forget(TENANT, each.id)
      else await vault.replace(TENANT, each, { ...each, lookup: `new ${each.lookup}`, sealed: 'new' })
    }
    expectSame(told.length, count, 'every row is told')
    expectSame(new Set(told.map(({ id }) => id)).size, count, 'every row is told once')
    expectSame((await allRows(vault)).length, count - count / 3, 'what was forgotten is gone')
  },

  async 'many calls at the same time lose nothing'(open) {
    const vault = await open()
    const numbers = Array.from({ length: 200 }, (_, number) => number)
    await Promise.all(numbers.slice(0, 100).map((number) => vault.add(TENANT, row(number))))
    await Promise.all(
      numbers.map((number) => {
        if (number >= 100) return vault.add(TENANT, row(number))
        if (number % 2 === 0) return vault.forget(TENANT, `sub_${number}`)
        return vault.replace(TENANT, row(number), row(number, { sealed: 'new' }))
      }),
    )
    for (const number of numbers) {
      const found = await vault.byLookup(TENANT, `lookup ${number}`)
      const wanted = number >= 100 ? `sealed ${number}` : number % 2 === 0 ? undefined : 'new'
      expectSame(found?.sealed, wanted, 'every call did what it said')
    }
    expectSame((await allRows(vault)).length, 150, 'there are no others')
  },
}

/** What a vault promises that outlives its opener. */
export const reopenPromises: VaultPromises = {
  async 'what was added, replaced and forgotten stays so when the vault is opened again'(open) {
    const first = await open()
    for (const number of [1, 2, 3]) await first.add(TENANT, row(number))
    await first.replace(TENANT, row(2), row(2, { lookup: 'moved', sealed: 'new' }))
    await first.forget(TENANT, 'sub_3')
    const second = await open.again(first)
    expectSame(await allRows(second), [row(1), row(2, { lookup: 'moved', sealed: 'new' })], 'the rows are there')
    expectSame((await second.byLookup(TENANT, 'moved'))?.id, 'sub_2', 'found by its new lookup')
    expectSame(await second.byLookup(TENANT, 'lookup 2'), undefined, 'not by the old one')
    expectSame((await second.add(TENANT, row(9, { lookup: 'lookup 1' }))).id, 'sub_1', 'the first row still stays')
  },
}
