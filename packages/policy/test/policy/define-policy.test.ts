import { isWaxsealError } from '@waxseal/core'
import { createEngine, definePolicy, type PolicyDocument } from '@waxseal/policy'
import { expect, test, vi } from 'vitest'

const GRANT = { id: 'a', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'any' } }

/** The problems of a document that no compiler has seen. */
function problemsOf(document: unknown): unknown {
  try {
    definePolicy(document as PolicyDocument)
  } catch (error) {
    if (isWaxsealError(error, 'policy-invalid')) return error.details.problems
    throw error
  }
  return []
}

const withGrant = (change: object) => ({ roles: { sender: {} }, grants: [{ ...GRANT, ...change }] })

test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['is missing']],
  ['null', null, ['must be an object']],
  ['an array', [], ['must be an object']],
  ['no members', {}, ['roles: is missing', 'grants: is missing']],
  ['an unknown member', { roles: {}, grants: [], grant: [] }, ['grant: unknown key']],
  ['roles as an array', { roles: ['a'], grants: [] }, ['roles: must be an object']],
  [
    'a role that includes a text',
    { roles: { a: { includes: 'b' } }, grants: [] },
    ['roles.a.includes: must be an array'],
  ],
  ['a role with a slip', { roles: { a: { include: ['b'] } }, grants: [] }, ['roles.a.include: unknown key']],
  [
    'an action with a star',
    { roles: {}, actions: ['orders.*'], grants: [] },
    ['actions[0]: must be words joined by dots'],
  ],
  ['a grant for nothing', withGrant({ allow: [] }), ['grants[0].allow: must name an action']],
  [
    'a grant on no list',
    withGrant({ on: { lists: [] } }),
    ['grants[0].on.lists: must be `any`, `own` or the names of lists'],
  ],
  [
    'a grant on all lists',
    withGrant({ on: { lists: 'all' } }),
    ['grants[0].on.lists: must be `any`, `own` or the names of lists'],
  ],
  ['a mask as text', withGrant({ mask: 'email' }), ['grants[0].mask: must be an array']],
  ['a slip in mask', withGrant({ masks: ['email'] }), ['grants[0].masks: unknown key']],
  ['a number as id', withGrant({ id: 5 }), ['grants[0].id: must be a string']],
  ['content without senders', withGrant({ content: {} }), ['grants[0].content.from: is missing']],
])('refuses a wrong shape: %s', (_, document, problems) => {
  expect(problemsOf(document)).toEqual(problems)
})

test.each<[string, unknown, string[]]>([
  ['an unknown role', withGrant({ to: { role: 'sendr' } }), ['grants[0].to.role: no role is named `sendr`']],
  [
    'a role known to every object',
    withGrant({ to: { role: 'toString' } }),
    ['grants[0].to.role: no role is named `toString`'],
  ],
  ['nobody', withGrant({ to: {} }), ['grants[0].to: must have exactly one of `role` and `principal`']],
  [
    'role and principal',
    withGrant({ to: { role: 'sender', principal: 'maria' } }),
    ['grants[0].to: must have exactly one of `role` and `principal`'],
  ],
  ['neither effect', withGrant({ allow: undefined }), ['grants[0]: must have exactly one of `allow` and `deny`']],
  ['both effects', withGrant({ deny: ['*'] }), ['grants[0]: must have exactly one of `allow` and `deny`']],
  [
    'a deny that masks',
    withGrant({ allow: undefined, deny: ['*'], mask: ['email'] }),
    ['grants[0].mask: only a grant that allows can bind what it allows'],
  ],
  [
    'an unknown action',
    withGrant({ allow: ['contacts.vew'] }),
    ['grants[0].allow[0]: no action is named `contacts.vew`'],
  ],
  ['a partial star', withGrant({ allow: ['contacts.v*'] }), ['grants[0].allow[0]: no action is named `contacts.v*`']],
  [
    'an empty family',
    withGrant({ allow: ['orders.*'] }),
    ['grants[0].allow[0]: no action is in the family `orders.*`'],
  ],
  [
    'an inherited action',
    withGrant({ allow: ['constructor'] }),
    ['grants[0].allow[0]: no action is named `constructor`'],
  ],
  [
    'an unknown included role',
    { roles: { a: { includes: ['b', 'c'] }, b: {} }, grants: [] },
    ['roles.a.includes[1]: no role is named `c`'],
  ],
  [
    'a role in itself',
    { roles: { a: { includes: ['a'] } }, grants: [] },
    ['roles.a.includes: the role contains itself: `a` → `a`'],
  ],
  [
    'roles in a circle, behind a role outside of it',
    {
      roles: { top: { includes: ['b'] }, b: { includes: ['c'] }, c: { includes: ['leaf', 'b'] }, leaf: {} },
      grants: [],
    },
    ['roles.b.includes: the role contains itself: `b` → `c` → `b`'],
  ],
  [
    'networks',
    { networks: { office: ['203.0.113.0/24', '203.0.113.7/24', '010.0.0.0/8'] }, roles: {}, grants: [] },
    ['networks.office[1]: not a network in CIDR form', 'networks.office[2]: not a network in CIDR form'],
  ],
  [
    'a network named as a network',
    { networks: { '10.0.0.0/8': ['203.0.113.0/24'] }, roles: {}, grants: [] },
    ['networks["10.0.0.0/8"]: the name of a network must not be a network'],
  ],
  [
    'content',
    withGrant({
      content: {
        from: ['news@romashka'],
        replyTo: ['x'],
        linkHosts: ['https://a.ru', '*.'],
        imageHosts: ['10.0.0.1', 'a.*.ru'],
      },
    }),
    [
      'grants[0].content.from[0]: not an e-mail address',
      'grants[0].content.replyTo[0]: not an e-mail address',
      'grants[0].content.linkHosts[0]: neither a host name nor `*.` with a domain',
      'grants[0].content.linkHosts[1]: neither a host name nor `*.` with a domain',
      'grants[0].content.imageHosts[0]: neither a host name nor `*.` with a domain',
      'grants[0].content.imageHosts[1]: neither a host name nor `*.` with a domain',
    ],
  ],
])('refuses a wrong meaning: %s', (_, document, problems) => {
  expect(problemsOf(document)).toEqual(problems)
})

test('names every fault at once, and the first in the message', () => {
  const document = { roles: {}, grants: [GRANT, { ...GRANT, allow: ['x'] }] }
  expect(problemsOf(document)).toEqual([
    'grants[0].to.role: no role is named `sender`',
    'grants[1].id: another grant is named `a`',
    'grants[1].allow[0]: no action is named `x`',
    'grants[1].to.role: no role is named `sender`',
  ])
  expect(() => definePolicy(document as unknown as PolicyDocument)).toThrow(
    'the policy is invalid: grants[0].to.role: no role is named `sender` (and 3 more)',
  )
})

test('does not lose a member named __proto__ without a word', () => {
  const document: unknown = JSON.parse(
    '{ "roles": { "__proto__": {} }, "networks": { "__proto__": [] }, "grants": [] }',
  )
  expect(problemsOf(document)).toEqual([
    'networks.__proto__: must not be a name',
    'roles.__proto__: must not be a name',
  ])
})

test.each([
  ['empty', ''],
  ['a line break', 'a\nb'],
  ['a backtick', 'a`b'],
  ['a line separator', 'a\u2028b'],
  ['201 characters', 'a'.repeat(201)],
])('refuses a name that would spoil a log line: %s', (_, name) => {
  const wrong = 'must be a name of 1 to 200 characters without control characters and backticks'
  expect(problemsOf(withGrant({ id: name }))).toEqual([`grants[0].id: ${wrong}`])
  const record = JSON.stringify(name)
  expect(problemsOf({ roles: { [name]: {} }, grants: [] })).toEqual([
    `${name.length === 201 ? `roles.${name}` : `roles[${record}]`}: ${wrong}`,
  ])
})

test('gives a frozen copy: plain JSON, apart from the document', () => {
  const document = {
    networks: { office: ['203.0.113.0/24'] },
    roles: { sender: { includes: undefined }, constructor: {} },
    grants: [{ ...GRANT, mask: ['email'], content: { from: ['news@romashka.ru'] } }],
  }
  const policy = definePolicy(document as unknown as PolicyDocument)
  document.networks.office.push('0.0.0.0/0')
  expect(policy).toEqual(JSON.parse(JSON.stringify(policy)))
  expect(policy.networks).toEqual({ office: ['203.0.113.0/24'] })
  expect(Object.keys(policy.roles.sender ?? {})).toEqual([])
  const open: unknown[] = [policy]
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue
    expect(Object.isFrozen(value)).toBe(true)
    open.push(...Object.values(value))
  }
  expect(definePolicy(policy)).toEqual(policy)
})

test('10,000 roles, each in the next, neither end the stack nor take long', () => {
  const roles = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`r${index}`, { includes: index === 0 ? [] : [`r${index - 1}`] }]),
  )
  const policy = definePolicy({
    roles,
    grants: [{ id: 'deep', allow: ['stats.view'], to: { role: 'r0' }, on: { lists: 'any' } }],
  })
  const engine = createEngine(policy, { lists: [] })
  const question = { action: 'stats.view', resource: { type: 'account' }, context: { at: 0 } } as const
  expect(engine.decide({ ...question, principal: { id: 'maria', roles: ['r9999'] } }).grants).toEqual(['deep'])
  const circle = { ...roles, r0: { includes: ['r9999'] } }
  expect(problemsOf({ roles: circle, grants: [] })).toEqual([
    expect.stringMatching(/^roles\.r\d+\.includes: the role contains itself/),
  ])
})

test('importing the package builds no schema; the first policy does', async () => {
  vi.resetModules()
  const mini = await vi.importActual<Record<string, unknown>>('zod/mini')
  const strictObject = vi.fn(mini.strictObject as (...args: unknown[]) => unknown)
  vi.doMock('zod/mini', () => ({ ...mini, strictObject }))
  const fresh = await import('@waxseal/policy')
  expect(strictObject).not.toHaveBeenCalled()
  fresh.definePolicy({ roles: {}, grants: [] })
  expect(strictObject).toHaveBeenCalled()
  vi.doUnmock('zod/mini')
})
