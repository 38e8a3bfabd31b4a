import { isUnisenderError, webMethods } from '@waxseal/unisender'
import { describe, expect, test } from 'vitest'
import { checkAnswer, checkArguments } from '../src/check.js'
import { goMethods } from '../src/go-methods.js'
import type { MethodRow } from '../src/method.js'

function refusal(row: MethodRow, args: unknown): unknown {
  try {
    checkArguments(row, args)
  } catch (error) {
    if (isUnisenderError(error, 'bad-argument')) return `${error.details.path} ${error.details.reason}`
    throw error
  }
  return undefined
}

const message = { sender_name: 'Shop', sender_email: 'news@example.com', subject: 'Hi', body: '<p>', list_id: 501 }
const table = { field_names: ['email', 'tags'], data: [['a@example.com', 'x']] }
const letter = {
  recipients: [{ email: 'a@example.com' }],
  from_email: 'n@example.com',
  subject: 'Hi',
  body: { html: '<p>' },
}
const send = (more: object) => ({ message: { ...letter, ...more } })
const { createCampaign, createEmailMessage, importContacts, getCampaigns, createList } = webMethods

describe('refused before the call, with path and reason', () => {
  test.each<[string, MethodRow, unknown, string]>([
    ['nothing at all', createList, undefined, ' wrong-type'],
    ['missing argument', createList, {}, 'title missing'],
    ['empty title', createList, { title: '' }, 'title too-little'],
    ['unknown name', createCampaign, { message_id: 1, time_zone: 'UTC' }, 'time_zone unknown-name'],
    ['unknown name that is an address', createList, { title: 'A', 'anna@example.com': 1 }, '* unknown-name'],
    ['id that is none', createCampaign, { message_id: '12a' }, 'message_id wrong-format'],
    ['id with two spellings', createCampaign, { message_id: '007' }, 'message_id wrong-format'],
    [
      'comma in a csv value',
      createCampaign,
      { message_id: 1, contacts: ['a@example.com,b@example.com'] },
      'contacts[0] comma',
    ],
    ['comma in a category', createEmailMessage, { ...message, categories: ['a', 'b,c'] }, 'categories[1] comma'],
    [
      'two sources of contacts',
      createCampaign,
      { message_id: 1, contacts: ['a@example.com'], contacts_url: 'https://example.com/c' },
      'contacts_url excluded-by-contacts',
    ],
    [
      'date without a zone',
      createCampaign,
      { message_id: 1, start_time: '2026-01-15 10:00' },
      'start_time date-without-zone',
    ],
    ['ISO date without a zone', getCampaigns, { from: '2026-01-15T10:00:00' }, 'from date-without-zone'],
    ['date that is none', getCampaigns, { from: new Date(Number.NaN) }, 'from wrong-type'],
    [
      'attachment as text',
      createEmailMessage,
      { ...message, attachments: { 'a.txt': 'aGVsbG8=' } },
      'attachments.* not-bytes',
    ],
    [
      'file name that breaks out of its brackets',
      createEmailMessage,
      { ...message, attachments: { 'a]b[': new Uint8Array(1) } },
      'attachments.* wrong-key',
    ],
    [
      'line break in a subject',
      createEmailMessage,
      { ...message, subject: 'Hi\r\nBcc: x@example.com' },
      'subject line-break',
    ],
    [
      'address as a name',
      createEmailMessage,
      { ...message, sender_name: 'anna@example.com' },
      'sender_name is-an-address',
    ],
    ['no subject and no template', createEmailMessage, { ...message, subject: undefined }, 'subject missing'],
    [
      'two templates',
      createEmailMessage,
      { ...message, template_id: 1, system_template_id: 2 },
      'system_template_id excluded-by-template_id',
    ],
    [
      '501st row',
      importContacts,
      { ...table, data: Array.from({ length: 501 }, () => ['a@example.com', '']) },
      'data too-much',
    ],
    ['no row', importContacts, { ...table, data: [] }, 'data too-little'],
    ['short row', importContacts, { ...table, data: [['a@example.com', ''], ['b@example.com']] }, 'data[1] row-length'],
    ['object row', importContacts, { ...table, data: [{ email: 'a@example.com' }] }, 'data[0] wrong-type'],
    [
      '11th tag',
      importContacts,
      { ...table, data: [['a@example.com', 'a,b,c,d,e,f,g,h,i,j,k']] },
      'data[0][1] too-many-tags',
    ],
    [
      'neither e-mail nor phone',
      importContacts,
      { field_names: ['name', 'tags'], data: [['A', '']] },
      'field_names email-or-phone-missing',
    ],
    [
      'a column twice',
      importContacts,
      { field_names: ['email', 'email'], data: [['a', 'b']] },
      'field_names duplicate',
    ],
    [
      '51st custom field',
      importContacts,
      {
        field_names: ['email', ...Array.from({ length: 51 }, (_, n) => `f${n}`)],
        data: [Array.from({ length: 52 }, () => '')],
      },
      'field_names too-many-fields',
    ],
    [
      '501st recipient',
      goMethods['email/send'],
      send({ recipients: Array.from({ length: 501 }, () => letter.recipients[0]) }),
      'message.recipients too-much',
    ],
    ['5th tag', goMethods['email/send'], send({ tags: ['a', 'b', 'c', 'd', 'e'] }), 'message.tags too-much'],
    [
      '51st header',
      goMethods['email/send'],
      send({ headers: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`X-${n}`, 'a'])) }),
      'message.headers too-many',
    ],
    [
      'line break in a header',
      goMethods['email/send'],
      send({ headers: { 'X-Seal': 'a\r\nBcc: b' } }),
      'message.headers.* line-break',
    ],
    [
      '11th key of metadata',
      goMethods['email/send'],
      send({ global_metadata: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, 'a'])) }),
      'message.global_metadata too-many',
    ],
    [
      '65th character of the idempotence key',
      goMethods['email/send'],
      send({ idempotence_key: 'k'.repeat(65) }),
      'message.idempotence_key too-much',
    ],
    [
      'slash in a file name',
      goMethods['email/send'],
      send({ attachments: [{ type: 'a/b', name: '../x', content: '' }] }),
      'message.attachments[0].name bad-file-name',
    ],
    [
      'attachment that is not base64',
      goMethods['email/send'],
      send({ attachments: [{ type: 'a/b', name: 'x', content: 'я' }] }),
      'message.attachments[0].content wrong-format',
    ],
    ['no body and no template', goMethods['email/send'], send({ body: {} }), 'message.body missing'],
  ])('%s', (_, row, args, expected) => {
    expect(refusal(row, args)).toBe(expected)
  })
})

test('the value is never repeated, nor a key that people choose', () => {
  const secret = 'anna@example.com'
  for (const args of [
    { ...message, subject: [secret] },
    { ...message, attachments: { [secret]: secret } },
    { ...message, [secret]: secret },
  ]) {
    try {
      checkArguments(createEmailMessage, args)
      expect.unreachable()
    } catch (error) {
      expect(`${error}${JSON.stringify(error)}`).not.toContain('anna')
    }
  }
})

test('arguments nested beyond the stack and getters that throw are refused, not thrown at the caller', () => {
  let deep: unknown = 'x'
  for (let level = 0; level < 100_000; level++) deep = { x: deep }
  expect(refusal(goMethods['email/send'], send({ global_substitutions: { deep } }))).toBe('* unreadable')
  const trap = {
    get title(): string {
      throw new Error('anna@example.com')
    },
  }
  expect(refusal(createList, trap)).toBe('* unreadable')
})

test('times go out in UTC, a campaign with a time always says so', () => {
  expect(checkArguments(createCampaign, { message_id: 1, start_time: '2026-01-15T13:30:59+03:00' })).toEqual({
    message_id: 1,
    start_time: '2026-01-15 10:30',
    timezone: 'UTC',
  })
  expect(checkArguments(createCampaign, { message_id: 1 })).toEqual({ message_id: 1 })
  expect(checkArguments(getCampaigns, { from: new Date(0), to: '2026-01-15T10:00Z' })).toEqual({
    from: '1970-01-01 00:00:00',
    to: '2026-01-15 10:00:00',
  })
})

describe('answers', () => {
  const { getContact, getLists } = webMethods

  test('ids come out as text, whether they came as number or in quotes', () => {
    const answer = checkAnswer(getLists, [
      { id: 501, title: 'A' },
      { id: '502', title: 'B' },
    ])
    expect(answer).toEqual({
      ok: true,
      value: [
        { id: '501', title: 'A' },
        { id: '502', title: 'B' },
      ],
    })
  })

  test('unknown words are kept, unknown fields are left out, missing ones are forgiven', () => {
    const answer = checkAnswer(webMethods.getCampaignStatus, { status: 'resting', owner: 'anna@example.com' })
    expect(answer).toEqual({ ok: true, value: { status: 'resting' } })
  })

  test('an empty array stands for an empty object, a falsy result for no list', () => {
    expect(checkAnswer(getContact, { email: { email: 'a@example.com', status: 'new' }, fields: [] })).toMatchObject({
      value: { fields: {} },
    })
    for (const nothing of [false, '', null, []]) expect(checkAnswer(getLists, nothing)).toEqual({ ok: true, value: [] })
  })

  test('lists and fields of a contact are read beside `email` and inside it', () => {
    const inside = { email: { email: 'a@example.com', status: 'new', lists: [{ id: 501 }], fields: { Name: 'A' } } }
    expect(checkAnswer(getContact, inside)).toMatchObject({ value: { lists: [{ id: '501' }], fields: { Name: 'A' } } })
  })

  test('what does not fit says where, without the addresses that stand as keys', () => {
    expect(checkAnswer(getLists, [{ id: 501 }])).toMatchObject({
      fault: { code: 'bad-shape', details: { path: '[0].title', reason: 'missing' } },
    })
    const answer = { status: 'success', job_id: '1', failed_emails: { 'anna@example.com': 5, anna: 5 } }
    expect(checkAnswer(goMethods['email/send'], answer)).toMatchObject({
      fault: { code: 'bad-shape', details: { path: 'failed_emails.*', reason: 'wrong-type' } },
    })
  })

  test('prototype keys of an answer change nothing', () => {
    const answer = JSON.parse(
      '{"email":{"email":"a@example.com","status":"new"},"fields":{"__proto__":"x","toString":"y"}}',
    )
    expect(checkAnswer(getContact, answer)).toMatchObject({ ok: true, value: { fields: { toString: 'y' } } })
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
