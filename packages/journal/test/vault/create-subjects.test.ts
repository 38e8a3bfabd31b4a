import type { KeyRing, SubjectRow, SubjectVault } from '@waxseal/core'
import { seededRandom } from '@waxseal/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSubjects, memoryKeyRing, memorySubjectVault, type Subjects } from '../../src/index.js'

const TENANT = 'default'
const random = seededRandom(9)
const secrets = ['k1', 'k2', 'k3'].map((id) => ({ id, secret: random(32) }))
/** Rings that hold the first keys; the last one is current. */
const rings = [1, 2, 3].map((count) => memoryKeyRing({ keys: secrets.slice(0, count) })) as [KeyRing, KeyRing, KeyRing]
const newest = memoryKeyRing({ keys: secrets.slice(2) })

async function allRows(vault: SubjectVault, tenant = TENANT): Promise<SubjectRow[]> {
  const rows: SubjectRow[] = []
  for await (const row of vault.rows(tenant)) rows.push(row)
  return rows
}

function open(vault = memorySubjectVault(), keyRing = rings[0]): Subjects {
  return createSubjects({ vault, keyRing })
}

test('one person has one id, however the address is written', async () => {
  const subjects = open()
  const id = await subjects.idOf('Anna@Почта.рф')
  expect(id).toMatch(/^sub_[\w-]{22}$/)
  for (const spelling of [
    ' anna@почта.рф ',
    'ANNA@xn--80a1acny.xn--p1ai',
    { kind: 'email', address: 'aNNa@ПОЧТА.РФ' },
  ]) {
    expect(await subjects.idOf(spelling)).toBe(id)
    expect(await subjects.find(spelling)).toBe(id)
  }
  expect(await subjects.idOf('anna@example.com')).not.toBe(id)
  expect(await subjects.get(id)).toEqual({ kind: 'email', address: 'anna@xn--80a1acny.xn--p1ai', values: {} })
})

test('addresses of other kinds are taken as they are', async () => {
  const subjects = open()
  const phone = { kind: 'phone', address: '+79161234567' }
  const id = await subjects.idOf(phone)
  expect(await subjects.find(phone)).toBe(id)
  expect(await subjects.get(id)).toEqual({ ...phone, values: {} })
  for (const other of [
    { kind: 'phone', address: '+7 916 1234567' },
    { kind: 'crm', address: '+79161234567' },
    { kind: 'phon', address: 'e+79161234567' },
    { kind: 'phone","', address: '+79161234567' },
  ]) {
    expect(await subjects.find(other)).toBeUndefined()
  }
})

test('what is no address is refused, and not quoted', async () => {
  const subjects = open()
  const given: unknown[] = ['', 'planted-marker', 'planted marker@x', { kind: '', address: 'planted-marker' }]
  given.push({ kind: 'phone', address: '' }, { kind: 'phone', address: 'x'.repeat(513) }, { kind: 'email', address: 7 })
  for (const one of given) {
    for (const work of [() => subjects.idOf(one as string), () => subjects.find(one as string)]) {
      const error = await work().catch((e: unknown) => e)
      expect(error).toMatchObject({ code: 'subject-invalid' })
      expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain('planted')
    }
  }
})

test('values are kept, replaced and sealed', async () => {
  const vault = memorySubjectVault()
  const subjects = open(vault)
  const id = await subjects.idOf('anna@example.com')
  expect(await subjects.set(id, { name: 'Анна', tags: [1, { a: null }] })).toBe(true)
  expect((await subjects.get(id))?.values).toEqual({ name: 'Анна', tags: [1, { a: null }] })
  expect(await subjects.set(id, { phone: '+79161234567' })).toBe(true)
  expect(await subjects.get(id)).toEqual({
    kind: 'email',
    address: 'anna@example.com',
    values: { phone: '+79161234567' },
  })
  expect(await subjects.idOf('anna@example.com')).toBe(id)
  expect(await subjects.set('sub_nobody', {})).toBe(false)
  expect(await subjects.get('sub_nobody')).toBeUndefined()
  const stored = JSON.stringify(await allRows(vault))
  for (const text of ['anna', 'example', '9161234567', 'email', 'phone']) expect(stored).not.toContain(text)
})

test('values set at the same time are whole, and the last to be told stays', async () => {
  const subjects = open()
  const id = await subjects.idOf('anna@example.com')
  const numbers = Array.from({ length: 20 }, (_, number) => number)
  expect(await Promise.all(numbers.map((number) => subjects.set(id, { number })))).toEqual(numbers.map(() => true))
  expect(numbers).toContain((await subjects.get(id))?.values.number)
})

test('asked for at the same time, also by several processes, a person gets one id', async () => {
  const vault = memorySubjectVault()
  const all = Array.from({ length: 20 }, (_, index) => open(vault).idOf(`person${index % 4}@example.com`))
  const ids = await Promise.all(all)
  expect(new Set(ids).size).toBe(4)
  for (const [index, id] of ids.entries()) expect(id).toBe(ids[index % 4])
})

test('tenants do not mix, though the person is the same', async () => {
  const vault = memorySubjectVault()
  const [left, right] = ['left', 'right'].map((tenant) => createSubjects({ vault, keyRing: rings[0], tenant })) as [
    Subjects,
    Subjects,
  ]
  const id = await left.idOf('anna@example.com')
  expect(await right.find('anna@example.com')).toBeUndefined()
  expect(await right.get(id)).toBeUndefined()
  expect(await right.idOf('anna@example.com')).not.toBe(id)
  const [ours] = await allRows(vault, 'left')
  const [theirs] = await allRows(vault, 'right')
  expect(ours?.lookup).not.toBe(theirs?.lookup)
  // A row carried over to another tenant cannot be opened there.
  await vault.add('right', ours as SubjectRow)
  await expect(right.get(id)).rejects.toMatchObject({ code: 'subject-unreadable' })
})

test('a forgotten person is nobody, and comes back as somebody else', async () => {
  const vault = memorySubjectVault()
  const subjects = open(vault)
  const id = await subjects.idOf('anna@example.com')
  const other = await subjects.idOf('boris@example.com')
  expect(await subjects.forget(id)).toBe(true)
  expect(await subjects.forget(id)).toBe(false)
  expect([await subjects.find('anna@example.com'), await subjects.get(id)]).toEqual([undefined, undefined])
  expect(await subjects.set(id, { name: 'Anna' })).toBe(false)
  expect(await subjects.idOf('anna@example.com')).not.toBe(id)
  expect(await subjects.find('boris@example.com')).toBe(other)
})

test('after the ring got a new key everybody is found, and new persons are filed under it', async () => {
  const vault = memorySubjectVault()
  const id = await open(vault).idOf('anna@example.com')
  const rotated = open(vault, rings[2])
  expect(await rotated.idOf('anna@example.com')).toBe(id)
  const later = await rotated.idOf('boris@example.com')
  expect((await vault.byId(TENANT, later))?.lookup).toMatch(/^k3\.[\w-]{43}$/)
  // Values that are set are sealed with the new key; the row stays filed where it was until it is renewed.
  await rotated.set(id, { name: 'Anna' })
  const row = await vault.byId(TENANT, id)
  expect([row?.lookup.slice(0, 3), row?.sealed.slice(0, 3)]).toEqual(['k1.', 'k3.'])
})

test('renewed, nobody needs the older keys', async () => {
  const vault = memorySubjectVault()
  const addresses = Array.from({ length: 150 }, (_, index) => `person${index}@example.com`)
  const ids: string[] = []
  for (const [index, address] of addresses.entries())
    ids.push(await open(vault, rings[index % 2 === 0 ? 0 : 1]).idOf(address))
  await open(vault).set(ids[0] as string, { name: 'Anna' })
  expect(await open(vault, rings[2]).renew()).toEqual({ renewed: 150, left: 0 })
  expect(await open(vault, rings[2]).renew()).toEqual({ renewed: 0, left: 0 })
  const after = open(vault, newest)
  for (const [index, address] of addresses.entries()) expect(await after.find(address)).toBe(ids[index])
  expect((await after.get(ids[0] as string))?.values).toEqual({ name: 'Anna' })
  expect(JSON.stringify(await allRows(vault))).not.toMatch(/k[12]\./)
})

test('what is set or forgotten while all is renewed is neither lost nor brought back', async () => {
  const vault = memorySubjectVault()
  const subjects = open(vault)
  const ids = await Promise.all(Array.from({ length: 90 }, (_, index) => subjects.idOf(`person${index}@example.com`)))
  const rotated = open(vault, rings[1])
  const [counts] = await Promise.all([
    rotated.renew(),
    ...ids.map((id, index) => (index % 3 === 0 ? rotated.forget(id) : rotated.set(id, { index }))),
  ])
  expect(counts.left).toBe(0)
  await rotated.renew()
  for (const [index, id] of ids.entries()) {
    expect((await open(vault, rings[1]).get(id))?.values).toEqual(index % 3 === 0 ? undefined : { index })
  }
})

test('an address that got two rows while processes had different keys is forgotten with both', async () => {
  const vault = memorySubjectVault()
  // A process that does not know the new key yet.
  const first = await open(vault, newest).idOf('anna@example.com')
  const second = await open(vault, rings[0]).idOf('anna@example.com')
  expect(second).not.toBe(first)
  const subjects = open(vault, rings[2])
  expect(await subjects.find('anna@example.com')).toBe(first)
  expect(await subjects.renew()).toEqual({ renewed: 0, left: 1 })
  expect(await subjects.forget(second)).toBe(true)
  expect(await allRows(vault)).toEqual([])
})

test('no part of a row can be passed off as that of another', async () => {
  const vault = memorySubjectVault()
  const subjects = open(vault)
  const [anna, boris] = [await subjects.idOf('anna@example.com'), await subjects.idOf('boris@example.com')]
  const [first, second] = (await allRows(vault)) as [SubjectRow, SubjectRow]
  const forged: SubjectRow[] = [
    { ...first, sealed: second.sealed },
    { ...first, lookup: second.lookup },
    { ...first, lookup: second.lookup, sealed: second.sealed },
    { ...first, sealed: first.sealed.replace('k1.', 'k9.') },
    { ...first, sealed: first.sealed.slice(0, -4) },
    { ...first, sealed: `${first.sealed.slice(0, -1)}${first.sealed.endsWith('A') ? 'Q' : 'A'}` },
    { ...first, sealed: '' },
    { ...first, sealed: 'k1.' },
    { ...first, sealed: 'k1.AAAA' },
    { ...first, sealed: 'k1.!' },
  ]
  for (const row of forged) {
    const tampered = memorySubjectVault()
    await tampered.add(TENANT, row)
    const error = await open(tampered)
      .get(anna)
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'subject-unreadable' })
    if (row.lookup === second.lookup) {
      await expect(open(tampered).find('boris@example.com')).rejects.toMatchObject({ code: 'subject-unreadable' })
      await expect(open(tampered).idOf('boris@example.com')).rejects.toMatchObject({ code: 'subject-unreadable' })
    }
    expect(await open(tampered, rings[1]).renew()).toEqual({ renewed: 0, left: 1 })
    // What cannot be read can be forgotten.
    expect(await open(tampered).forget(anna)).toBe(true)
    expect(await allRows(tampered)).toEqual([])
  }
  expect(await subjects.find('boris@example.com')).toBe(boris)
})

test('without the key that sealed it a row cannot be read, and its lookup tells nothing', async () => {
  const vault = memorySubjectVault()
  const id = await open(vault).idOf('anna@example.com')
  const foreign = open(vault, newest)
  await expect(foreign.get(id)).rejects.toMatchObject({ code: 'subject-unreadable' })
  expect(await foreign.find('anna@example.com')).toBeUndefined()
  // The same id of a key, other bytes.
  const impostor = memoryKeyRing({ keys: [{ id: 'k1', secret: random(32) }] })
  await expect(open(vault, impostor).get(id)).rejects.toMatchObject({ code: 'subject-unreadable' })
  expect(await open(vault, impostor).find('anna@example.com')).toBeUndefined()
})

test('ids of ring keys may hold anything', async () => {
  const odd: KeyRing = {
    current: async (purpose) => ({ id: 'arn:aws:kms:v1.2/key', bytes: (await rings[0].current(purpose)).bytes }),
    find: async (purpose, id) => (id === 'arn:aws:kms:v1.2/key' ? odd.current(purpose) : undefined),
    ids: async () => ['arn:aws:kms:v1.2/key'],
  }
  const vault = memorySubjectVault()
  const subjects = open(vault, odd)
  const id = await subjects.idOf('anna@example.com')
  expect(await subjects.find('anna@example.com')).toBe(id)
  expect((await subjects.get(id))?.address).toBe('anna@example.com')
  expect(await subjects.renew()).toEqual({ renewed: 0, left: 0 })
})

test('broken randomness is noticed before two persons become one', async () => {
  const subjects = createSubjects({
    vault: memorySubjectVault(),
    keyRing: rings[0],
    random: (length) => new Uint8Array(length),
  })
  await subjects.idOf('anna@example.com')
  await expect(subjects.idOf('boris@example.com')).rejects.toMatchObject({ code: 'vault-conflict' })
})

test('law: whatever is asked in whatever order, an address has the id that it got last', async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('idOf', 'find', 'forget', 'rotate', 'renew'), fc.nat(4)), {
    maxLength: 25,
  })
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const vault = memorySubjectVault()
      const model = new Map<number, string>()
      let ring = 0
      let subjects = open(vault)
      for (const [step, person] of history) {
        const address = `person${person}@example.com`
        if (step === 'idOf') {
          const id = await subjects.idOf(address)
          expect(model.get(person) ?? id).toBe(id)
          model.set(person, id)
        } else if (step === 'forget') {
          expect(await subjects.forget(model.get(person) ?? 'sub_nobody')).toBe(model.delete(person))
        } else if (step === 'rotate') {
          ring = Math.min(2, ring + 1)
          subjects = open(vault, rings[ring])
        } else if (step === 'renew') expect((await subjects.renew()).left).toBe(0)
        else expect(await subjects.find(address)).toBe(model.get(person))
      }
      expect(new Set(model.values()).size).toBe(model.size)
      expect(await allRows(vault)).toHaveLength(model.size)
    }),
    { numRuns: 60 },
  )
})
