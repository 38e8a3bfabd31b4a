import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createRedactor } from '../src/index.js'

const redactor = createRedactor()

test('strings, keys, numbers and nested values are looked at, the rest stays', () => {
  const when = new Date('2026-01-02T03:04:05Z')
  const input = {
    to: 'maria@romashka.ru',
    failed: { 'maria@romashka.ru': 1, 'anna@example.com': 2 },
    phone: 79161234567,
    big: 79161234567n,
    nothing: null,
    none: undefined,
    yes: true,
    count: 42,
    when,
    list: ['x', 'a@b.ru', [1.5]],
  }
  expect(redactor.object(input)).toEqual({
    to: '[EMAIL]',
    failed: { '[EMAIL]': 1, '[EMAIL] 2': 2 },
    phone: '[PHONE]',
    big: '[PHONE]',
    nothing: null,
    none: undefined,
    yes: true,
    count: 42,
    when,
    list: ['x', '[EMAIL]', [1.5]],
  })
  expect((redactor.object(input) as typeof input).when).not.toBe(when)
})

test('the mask is the other form', () => {
  expect(redactor.object({ to: 'maria@romashka.ru', phone: '+7 916 123-45-67' }, 'mask')).toEqual({
    to: 'm•••@•••.ru',
    phone: '+7•••••••67',
  })
})

test('the key of a field says what its digits are, also for lists and objects below it', () => {
  expect(
    redactor.object({
      PHONE: [{ VALUE: '9161234567', VALUE_TYPE: 'WORK' }],
      phone: { value: 4951234567, verifiedAt: 1702194597 },
      order: '79161234567',
      phone_id: 9161234567,
      created: 1702194597,
      map: new Map([['tel', '1234567']]),
    }),
  ).toEqual({
    PHONE: [{ VALUE: '[PHONE]', VALUE_TYPE: 'WORK' }],
    phone: { value: '[PHONE]', verifiedAt: 1702194597 },
    order: '79161234567',
    phone_id: 9161234567,
    created: 1702194597,
    map: new Map([['tel', '[PHONE]']]),
  })
})

test('a value shared by two fields is hidden in the one that says what it is', () => {
  const shared = ['9161234567']
  expect(redactor.object({ id: shared, phone: shared })).toEqual({ id: ['9161234567'], phone: ['[PHONE]'] })
})

test('Map and Set stay what they are, nothing in them is lost', () => {
  expect(
    redactor.object(
      new Map<unknown, unknown>([
        ['a@b.ru', 1],
        ['c@d.ru', 2],
        [{ x: 'a@b.ru' }, 3],
      ]),
    ),
  ).toEqual(
    new Map<unknown, unknown>([
      ['[EMAIL]', 1],
      ['[EMAIL] 2', 2],
      [{ x: '[EMAIL]' }, 3],
    ]),
  )
  expect(redactor.object(new Set(['a@b.ru', 'c@d.ru', 7]))).toEqual(new Set(['[EMAIL]', '[EMAIL] 2', 7]))
})

test('an error keeps name, message, stack, cause and its own fields', () => {
  const error = Object.assign(new TypeError('to maria@romashka.ru', { cause: new Error('at anna@example.com') }), {
    code: 'EENVELOPE',
    rejected: ['maria@romashka.ru'],
  })
  const copy = redactor.object(error) as Record<string, unknown>
  expect(copy).toMatchObject({
    name: 'TypeError',
    message: 'to [EMAIL]',
    cause: { name: 'Error', message: 'at [EMAIL]' },
    code: 'EENVELOPE',
    rejected: ['[EMAIL]'],
  })
  expect(copy.stack).toContain('TypeError: to [EMAIL]')
  const group = redactor.object(new AggregateError([new Error('a@b.ru')], 'many'))
  expect(group).toMatchObject({ message: 'many', errors: [{ message: '[EMAIL]' }] })
  expect(redactor.object(new DOMException('a@b.ru', 'AbortError'))).toMatchObject({
    name: 'AbortError',
    message: '[EMAIL]',
  })
})

test('web objects become plain', () => {
  expect(redactor.object(new URL('https://u:p@x.ru/?e=a%40b.ru#c'))).toBe('https://[EMAIL]@x.ru/?e=[EMAIL]#c')
  expect(redactor.object(new URLSearchParams('e=a%40b.ru&e=c%40d.ru&phone=9161234567'))).toEqual([
    ['e', '[EMAIL]'],
    ['e', '[EMAIL]'],
    ['phone', '[PHONE]'],
  ])
  expect(redactor.object(new Headers({ 'X-To': 'a@b.ru', __proto__x: '1' }))).toEqual({
    'x-to': '[EMAIL]',
    __proto__x: '1',
  })
  const form = new FormData()
  form.append('email', 'a@b.ru')
  form.append('file', new Blob(['a@b.ru']))
  expect(redactor.object(form)).toEqual([
    ['email', '[EMAIL]'],
    ['file', '[BYTES 6]'],
  ])
})

test('bytes are not shown', () => {
  const bytes = new TextEncoder().encode('a@b.ru')
  const forms = [
    bytes,
    bytes.buffer,
    new DataView(bytes.buffer),
    Buffer.from(bytes),
    new Uint16Array(3),
    new Blob([bytes]),
  ]
  expect(redactor.object(forms)).toEqual(forms.map(() => '[BYTES 6]'))
})

test('instances become plain, boxed values are opened, functions and symbols are dropped', () => {
  class Contact {
    readonly email = 'a@b.ru'
    readonly #secret = 'c@d.ru'
    call = () => this.#secret
    get domain(): string {
      return 'b.ru'
    }
  }
  const copy = redactor.object(new Contact())
  expect(copy).toEqual({ email: '[EMAIL]' })
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(redactor.object([Object('a@b.ru'), Object(5), Object(true), /a@b\.ru/])).toEqual([
    '[EMAIL]',
    5,
    true,
    '/a@b\\.ru/',
  ])
  expect(
    redactor.object({ a: Symbol('a@b.ru'), b: () => 'a@b.ru', [Symbol('x')]: 'a@b.ru', c: [Symbol('x')] }),
  ).toEqual({ c: [undefined] })
  expect(redactor.object(() => 1)).toBeUndefined()
})

test('objects of another realm are known by their brand', () => {
  const foreign: unknown = runInNewContext(
    `({ map: new Map([['a@b.ru', new Set(['c@d.ru'])]]), error: new Error('a@b.ru'), date: new Date(0), list: ['a@b.ru'], bytes: new Uint8Array(2) })`,
  )
  expect(redactor.object(foreign)).toMatchObject({
    map: new Map([['[EMAIL]', new Set(['[EMAIL]'])]]),
    error: { message: '[EMAIL]' },
    date: new Date(0),
    list: ['[EMAIL]'],
    bytes: '[BYTES 2]',
  })
})

test('cycles and shared values stay', () => {
  const node: Record<string, unknown> = { to: 'a@b.ru' }
  node.self = node
  node.list = [node]
  const map = new Map<string, unknown>()
  map.set('me', map)
  node.map = map
  const copy = redactor.object(node) as typeof node
  expect(copy.self).toBe(copy)
  expect((copy.list as unknown[])[0]).toBe(copy)
  expect((copy.map as typeof map).get('me')).toBe(copy.map)
  expect(copy.to).toBe('[EMAIL]')
})

test('what cannot be read is not shown', () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const trap = new Proxy(
    { a: 1 },
    {
      ownKeys: () => {
        throw new Error('a@b.ru')
      },
    },
  )
  const tagged = { [Symbol.toStringTag]: 'Map', to: 'a@b.ru' }
  const input = {
    revoked: revoked.proxy,
    trap,
    tagged,
    get bad(): string {
      throw new Error('a@b.ru')
    },
    good: 'a@b.ru',
  }
  expect(redactor.object(input)).toEqual({
    revoked: '[UNREADABLE]',
    trap: '[UNREADABLE]',
    tagged: '[UNREADABLE]',
    bad: '[UNREADABLE]',
    good: '[EMAIL]',
  })
})

test('__proto__ is a field like any other', () => {
  const copy = redactor.object(JSON.parse('{"__proto__":{"to":"a@b.ru"},"constructor":"c@d.ru"}')) as object
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"to":"[EMAIL]"},"constructor":"[EMAIL]"}')
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>).to).toBeUndefined()
})

test('depth and size are bounded', () => {
  let deep: unknown = 'a@b.ru'
  for (let level = 0; level < 10_000; level++) deep = { deep }
  expect(JSON.stringify(redactor.object(deep))).toContain('"[TOO DEEP]"')
  expect(JSON.stringify(redactor.object(deep))).not.toContain('a@b')

  const small = createRedactor({ budget: 160 })
  expect(small.object(new Array(4_000_000_000))).toEqual([...new Array(9).fill(undefined), '[UNSCANNED]'])
  expect(small.object(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]))).toContain('[UNSCANNED]')
  expect(small.object(new Map(Array.from({ length: 20 }, (_, index) => [index, index])))).toHaveProperty('size', 6)
  expect(small.object(['x'.repeat(100), 'y'.repeat(100)])).toEqual(['x'.repeat(100), '[UNSCANNED]'])
})

test('nothing of what was seen can be seen in the redactor', async () => {
  const { inspect } = await import('node:util')
  redactor.redact('тел. 8 (916) 123-45-67, maria@romashka.ru')
  expect(inspect(redactor, { showHidden: true, depth: 9 })).not.toMatch(/916|maria/)
  expect(JSON.stringify(redactor)).toBe('{}')
})
