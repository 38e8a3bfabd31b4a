import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { WORLD, withSandbox } from '../support/sandbox.js'
import { call, fileOf, importEmails, result, table } from '../support/web-client.js'

interface ImportResult {
  readonly total: string | number
  readonly inserted: string | number
  readonly updated: string | number
  readonly deleted: string | number
  readonly new_emails: string | number
  readonly invalid: string | number
  readonly log: readonly { readonly index: string | number; readonly code: string; readonly message: string }[]
}

const numbers = (answer: ImportResult) =>
  [answer.total, answer.inserted, answer.updated, answer.deleted, answer.new_emails, answer.invalid].map(Number)

test('an import adds, changes and deletes', () =>
  withSandbox(WORLD, async (sandbox) => {
    const columns = ['email', 'phone', 'Name', 'email_list_ids', 'tags', 'delete']
    const first = await result<ImportResult>(
      sandbox,
      'importContacts',
      table(columns, [
        ['anna+test@example.com', '+7 911 000-00-01', 'Анна & Co', '501,502', 'vip,spb', ''],
        ['boris@example.com', '', 'Boris', '501', '', ''],
      ]),
    )
    expect(numbers(first)).toEqual([2, 2, 0, 0, 2, 0])
    const second = await result<ImportResult>(
      sandbox,
      'importContacts',
      table(columns, [
        ['ANNA+test@example.com', '', 'Anna', '', '', ''],
        ['boris@example.com', '', '', '', '', '1'],
      ]),
    )
    expect(numbers(second)).toEqual([2, 0, 1, 1, 0, 0])
    expect(sandbox.contactsOf('501')).toEqual([
      { email: 'anna+test@example.com', phone: '79110000001', fields: { Name: 'Anna' }, status: 'new' },
    ])
    expect(sandbox.contactsOf('502')).toHaveLength(1)
  }))

test('bad rows are reported by number, role addresses pass without a word, the rest is taken', () =>
  withSandbox(WORLD, async (sandbox) => {
    const rows = [
      ['good@example.com', '501'],
      ['bad@@example.com', '501'],
      ['info@example.com', '501'],
      ['No-Reply@example.com', '501'],
      ['other@example.com', '999'],
      ['', '501'],
    ]
    const answer = await result<ImportResult>(sandbox, 'importContacts', table(['email', 'email_list_ids'], rows))
    expect(numbers(answer)).toEqual([6, 1, 0, 0, 1, 3])
    expect(answer.log.map((entry) => [Number(entry.index), entry.code])).toEqual([
      [1, 'invalid_arg'],
      [4, 'invalid_arg'],
      [5, 'invalid_arg'],
    ])
    // The provider quotes what it refuses: a client must mask it.
    expect(answer.log[0]?.message).toBe('SZ151225-04 [E-mail "bad@@example.com" is not well formed]')
    expect(sandbox.contactsOf('501').map((contact) => contact.email)).toEqual(['good@example.com'])
  }))

test('a row that is refused changes nothing', () =>
  withSandbox(WORLD, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    const columns = ['email', 'Name', 'email_status', 'email_list_ids']
    const answer = await result<ImportResult>(
      sandbox,
      'importContacts',
      table(columns, [
        ['anna@example.com', 'Other', 'sleepy', '502'],
        ['new@example.com', 'New', 'sleepy', '502'],
      ]),
    )
    expect(numbers(answer)).toEqual([2, 0, 0, 0, 0, 2])
    expect(sandbox.contactsOf('502')).toEqual([])
    expect(sandbox.contactsOf('501')[0]?.fields).toEqual({ Name: 'Name 0' })
  }))

test('e-mail and phone of two people are not mixed', () =>
  withSandbox(WORLD, async (sandbox) => {
    const columns = ['email', 'phone', 'email_list_ids']
    const people = [
      ['anna@example.com', '79110000001', '501'],
      ['boris@example.com', '79110000002', '501'],
    ]
    await result(sandbox, 'importContacts', table(columns, people))
    const mixed = await result<ImportResult>(
      sandbox,
      'importContacts',
      table(columns, [['anna@example.com', '79110000002', '501']]),
    )
    expect(mixed.log[0]?.message).toContain('already exist but owned by different subscribers')
  }))

test('statuses, tags and lists follow the rules of the documentation', () =>
  withSandbox(WORLD, async (sandbox) => {
    const set = (columns: string[], row: string[], more: Record<string, string> = {}) =>
      result(sandbox, 'importContacts', { ...table(['email', ...columns], [['a@example.com', ...row]]), ...more })
    const lists = async () => {
      const args = { email: 'a@example.com', include_lists: '1' }
      const contact = await result<{ lists: { id: string | number }[] }>(sandbox, 'getContact', args)
      return contact.lists.map((list) => Number(list.id))
    }
    await set(['email_status', 'email_list_ids'], ['active', '501'])
    await set(['email_status'], ['unsubscribed'])
    expect(sandbox.contactsOf('501')[0]?.status).toBe('active')
    await set(['email_status', 'email_list_ids'], ['inactive', '502'])
    expect(sandbox.contactsOf('501')[0]?.status).toBe('inactive')
    expect(await lists()).toEqual([501, 502])
    await set(['email_list_ids'], ['502'], { overwrite_lists: '1' })
    expect(await lists()).toEqual([502])
    await set(['email_excluded_list_ids'], ['502'])
    expect(await lists()).toEqual([])
    const eleven = Array.from({ length: 11 }, (_, index) => `t${index}`).join(',')
    const answer = (await set(['tags'], [eleven])) as ImportResult
    expect(answer.log[0]?.code).toBe('invalid_arg')
  }))

test.each([
  [
    '501 rows',
    table(
      ['email'],
      Array.from({ length: 501 }, (_, index) => [`u${index}@example.com`]),
    ),
  ],
  ['51 custom fields', table(['email', ...Array.from({ length: 51 }, (_, index) => `F${index}`)], [['a@example.com']])],
  ['no email and no phone column', table(['Name'], [['Anna']])],
  ['a column twice', table(['email', 'email'], [['a@example.com', 'b@example.com']])],
  ['a column that can be no field', table(['email', 'имя'], [['a@example.com', 'x']])],
  ['no rows', table(['email'], [])],
])('an import with %s is refused as a whole', (_name, args) =>
  withSandbox(WORLD, async (sandbox) => {
    expect((await call(sandbox, 'importContacts', args)).code).toBe('invalid_arg')
    expect(sandbox.contactsOf('501')).toEqual([])
  }),
)

test('an unknown column becomes a custom field, with a warning', () =>
  withSandbox(WORLD, async (sandbox) => {
    const envelope = await call(sandbox, 'importContacts', table(['email', 'City'], [['a@example.com', 'Омск']]))
    expect(envelope.warnings).toEqual([{ warning: 'field "City" was added' }])
    const fields = await result<{ name: string }[]>(sandbox, 'getFields')
    expect(fields.map((field) => field.name)).toEqual(['Name', 'City'])
    expect((await call(sandbox, 'createField', { name: 'City', type: 'string' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'createField', { name: 'email', type: 'string' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'createField', { name: 'Size', type: 'shoe' })).code).toBe('invalid_arg')
    await result(sandbox, 'createField', { name: 'Size', type: 'number' })
  }))

test('getContact shows what is asked for', () =>
  withSandbox({ ...WORLD, clock: fixedClock(Date.parse('2025-06-01T08:00:00Z')) }, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    const args = { email: 'Anna@example.com', include_lists: '1', include_fields: '1', include_details: '1' }
    expect(await result(sandbox, 'getContact', args)).toEqual({
      email: {
        email: 'anna@example.com',
        added_at: '2025-06-01 08:00:00',
        status: 'new',
        availability: 'available',
        last_send_datetime: null,
        last_delivery_datetime: null,
        last_read_datetime: null,
        last_click_datetime: null,
        rating: null,
      },
      fields: { Name: 'Name 0' },
      lists: [{ id: expect.anything(), status: 'active', added_at: '2025-06-01 08:00:00' }],
    })
    const absent = await call(sandbox, 'getContact', { email: 'nobody@example.com' })
    expect(absent).toEqual({
      error: 'SZ151225-04 [Contact "nobody@example.com" not found]',
      code: 'invalid_arg',
      result: '',
    })
  }))

test('an export is a job, a file, and a trap', () =>
  withSandbox(WORLD, async (sandbox) => {
    const columns = ['email', 'phone', 'Name', 'email_list_ids', 'phone_list_ids']
    await result(
      sandbox,
      'importContacts',
      table(columns, [
        ['in@example.com', '', 'Says "hi", twice', '501', ''],
        ['out@example.com', '79110000002', 'Outside', '502', '501'],
        ['far@example.com', '', 'Far', '502', ''],
      ]),
    )
    const args = { list_id: '501', 'field_names[]': 'email' }
    expect(await fileOf(sandbox, 'async/exportContacts', args)).toBe('email\r\nin@example.com\r\nout@example.com\r\n')
    const named = { list_id: '501', 'field_names[0]': 'email_list_ids', 'field_names[1]': 'Name' }
    expect(await fileOf(sandbox, 'async/exportContacts', named)).toBe(
      'email_list_ids,Name\r\n501,"Says ""hi"", twice"\r\n502,Outside\r\n',
    )
    const whole = await fileOf(sandbox, 'async/exportContacts', {})
    expect(whole.split('\r\n')[0]).toMatch(/^id,tags,email,email_status,.*,Name$/)
    expect(whole.split('\r\n')).toHaveLength(5)
    expect(await fileOf(sandbox, 'async/exportContacts', { email: 'FAR@example.com', 'field_names[]': 'Name' })).toBe(
      'Name\r\nFar\r\n',
    )
  }))

test('a job is seen as new, then completed; its file is found by its whole name only', () =>
  withSandbox({ ...WORLD, jobDelay: 40 }, async (sandbox) => {
    const job = await result<{ task_uuid: string; status: string }>(sandbox, 'async/exportContacts', { list_id: '501' })
    expect(job).toEqual({ task_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'new' })
    const first = await result<object>(sandbox, 'async/getTaskResult', { task_uuid: job.task_uuid })
    expect(first).toEqual({ ...job, task_type: 'contacts/export' })
    await fileOf(sandbox, 'async/exportContacts', { list_id: '501' })
    const last = await result<{ status: string; file_to_download: string }>(sandbox, 'async/getTaskResult', {
      task_uuid: job.task_uuid,
    })
    expect(last.status).toBe('completed')
    expect(last.file_to_download).toMatch(/\/files\/[\w-]{32}\.csv$/)
    expect((await fetch(`${sandbox.url}/files/guess.csv`)).status).toBe(404)
    expect((await call(sandbox, 'async/getTaskResult', { task_uuid: 'guess' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'async/exportContacts', { list_id: '999' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'async/exportContacts', { 'field_names[]': 'shoe' })).code).toBe('invalid_arg')
  }))
