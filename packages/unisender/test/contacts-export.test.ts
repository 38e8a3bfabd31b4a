import { isUnisenderError } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf, patience } from './support/client.js'
import { type JobScript, serveJob } from './support/files.js'
import { collect } from './support/server.js'

const CSV = [
  'id,email,email_status,email_list_ids,phone,email_request_ip,Name,city',
  '1,anna@example.com,active,"501,502",+79990000001,203.0.113.7,"Анна ""А"", мл.",',
  '2,ivan@example.com,new,502,+79990000002,,Иван,Москва',
  '3,olga@example.com,unsubscribed,501,,,,"a',
  'b"',
  '4,,,501,+79990000004,,,',
  '5,petr@example.com,active,"1501,5010",,,,',
].join('\r\n')

async function exported(script: JobScript, options = {}) {
  const server = await serveJob(script)
  const contacts = await collect(clientOf(server.url, options).contacts.exportAll({ listId: '501' }))
  return { server, contacts }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => (isUnisenderError(error) ? error.code : String(error)),
  )

test('gives the contacts of the list with their custom fields, and nobody who is only there by phone', async () => {
  const { server, contacts } = await exported({ file: CSV })
  expect(contacts).toEqual([
    { email: 'anna@example.com', phone: '+79990000001', status: 'active', fields: { Name: 'Анна "А", мл.' } },
    { email: 'olga@example.com', status: 'unsubscribed', fields: { city: 'a\r\nb' } },
  ])
  expect(server.received.map(({ name }) => name)).toEqual([
    'async/exportContacts',
    'async/getTaskResult',
    'async/getTaskResult',
    '',
  ])
  expect(server.received[0]?.body).toBe('api_key=KEY&list_id=501')
})

test('the file is asked for without key, cookie or referrer', async () => {
  const { server } = await exported({ file: CSV })
  const download = server.received[server.received.length - 1]
  expect(download).toMatchObject({ method: 'GET', body: '', url: '/files/secret-path.csv' })
  expect(JSON.stringify(download?.headers)).not.toContain('KEY')
})

test('an empty list is no contact', async () => {
  expect((await exported({ file: 'email,email_list_ids\n' })).contacts).toEqual([])
})

test('a contact who has left this list is unsubscribed, whatever he is elsewhere', async () => {
  const file = 'email,email_status,email_list_ids,email_unsubscribed_list_ids\na@example.com,active,"501,502",501\n'
  expect((await exported({ file })).contacts).toEqual([{ email: 'a@example.com', status: 'unsubscribed', fields: {} }])
})

test.each([
  ['a byte order mark, semicolons and capitals', '\ufeffEmail;Email_List_Ids;Name\na@example.com;501;A\n'],
  ['tabs and no line break at the end', 'email\temail_list_ids\tName\na@example.com\t501\tA'],
  ['empty lines and quoted names', '"email","email_list_ids","Name"\n\n"a@example.com","501","A"\n\n'],
])('%s are read', async (_, file) => {
  expect((await exported({ file })).contacts).toEqual([{ email: 'a@example.com', fields: { Name: 'A' } }])
})

test('the charset of the answer is honoured', async () => {
  const file = Buffer.concat([
    Buffer.from('email,email_list_ids,Name\na@example.com,501,'),
    Buffer.from([0xc0, 0xed, 0xed, 0xe0]),
  ])
  const { contacts } = await exported({ file, contentType: 'text/csv; charset=windows-1251' })
  expect(contacts[0]?.fields).toEqual({ Name: 'Анна' })
})

test('the file is read while it comes, cut anywhere, also inside a letter', async () => {
  const bytes = Buffer.from(CSV)
  const answerFile: JobScript['answerFile'] = async (_, response) => {
    for (const byte of bytes) response.write(Buffer.from([byte]))
    response.end()
  }
  expect((await exported({ answerFile })).contacts).toHaveLength(2)
})

test('somebody who stops reading closes the download', async () => {
  let closed = false
  const server = await serveJob({
    answerFile: (_, response) => {
      response.write('email,email_list_ids\n')
      const timer = setInterval(() => response.write('a@example.com,501\n'.repeat(1_000)), 1)
      response.on('close', () => {
        closed = true
        clearInterval(timer)
      })
    },
  })
  for await (const contact of clientOf(server.url).contacts.exportAll({ listId: '501' })) {
    expect(contact.email).toBe('a@example.com')
    break
  }
  await expect.poll(() => closed).toBe(true)
})

test('`new`, `processing` and words that nobody knows are waited for, with growing pauses', async () => {
  const time = patience()
  await exported({ statuses: ['new', 'new', 'resting', 'processing', 'processing', 'completed'], file: CSV }, time)
  expect(time.pauses).toEqual([2_000, 3_000, 4_500, 6_750, 10_125])
})

test('a job that never ends is given up after the whole time, even if the clock stands still', async () => {
  for (const clock of [patience().clock, () => 0]) {
    const work = exported({ statuses: ['new', 'failed'] }, { clock })
    const error: unknown = await work.catch((caught: unknown) => caught)
    expect(isUnisenderError(error, 'job-timeout') && error.details).toEqual({
      method: 'async/exportContacts',
      attempts: 1,
      status: 'failed',
    })
  }
})

test('the pauses are options', async () => {
  const time = patience()
  const poll = { first: 10, most: 12, total: 40 }
  expect(await codeOf(exported({ statuses: ['new'] }, { ...time, poll }))).toBe('job-timeout')
  expect(time.pauses).toEqual([10, 12, 12])
})

test('abort ends the wait for a job', async () => {
  const server = await serveJob({ statuses: ['new'] })
  const controller = new AbortController()
  const wait = async () => {
    controller.abort()
    controller.signal.throwIfAborted()
  }
  const client = clientOf(server.url, { wait })
  const work = collect(client.contacts.exportAll({ listId: '501' }, { signal: controller.signal }))
  expect(await codeOf(work)).toBe('aborted')
})

test.each<[string, string, JobScript]>([
  ['a list without the column that tells the list', 'bad-shape', { file: 'email,Name\na@example.com,A\n' }],
  ['an empty file', 'bad-shape', { file: '' }],
  ['no address column', 'bad-shape', { file: 'x,email_list_ids\n1,501\n' }],
  ['open quotes', 'bad-shape', { file: 'email,email_list_ids\n"a@example.com,501\n' }],
  ['one endless line', 'bad-shape', { file: `email,email_list_ids\n${'a'.repeat(1_100_000)}` }],
  ['an endless header', 'bad-shape', { file: 'a'.repeat(1_100_000) }],
  ['binary noise', 'bad-shape', { file: Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff, 10, 0, 1]) }],
  ['a page instead of the file', 'bad-shape', { file: '<html>\n<p>gone</p>\n' }],
  ['404', 'http-status', { answerFile: (_, response) => void response.writeHead(404).end() }],
  ['a redirect', 'redirected', { answerFile: (_, response) => void response.writeHead(302, { location: '/x' }).end() }],
  ['a cut connection', 'network', { answerFile: (_, __, request) => void request.socket.destroy() }],
  ['completed without a file', 'bad-shape', { statuses: ['completed'], address: '' }],
  ['a file over plain http elsewhere', 'insecure-url', { address: 'http://files.example.com/x.csv' }],
  ['a file on a look-alike of this machine', 'insecure-url', { address: 'http://127.0.0.1.example.com/x.csv' }],
  ['a file on the disk', 'insecure-url', { address: 'file:///etc/passwd' }],
  ['no address at all', 'insecure-url', { address: 'x.csv' }],
])('%s is %s', async (_, code, script) => {
  expect(await codeOf(exported(script))).toBe(code)
})

test('a provider out there cannot make the client read from this machine', async () => {
  const asked: string[] = []
  const fetch = async (input: string | URL | Request) => {
    asked.push(String(input))
    return Response.json({
      result: { task_uuid: '1', status: 'completed', file_to_download: 'http://127.0.0.1:1/secret' },
    })
  }
  const client = clientOf('https://api.example.com', { fetch })
  expect(await codeOf(collect(client.contacts.exportAll({ listId: '501' })))).toBe('insecure-url')
  expect(asked).toEqual(['https://api.example.com/en/api/async/exportContacts?format=json'])
})

test('an endless file ends at its limit, a silent one with the time of the attempt', async () => {
  const answerFile: JobScript['answerFile'] = (_, response) => {
    response.write('email,email_list_ids\n')
    const timer = setInterval(() => response.write('a@example.com,502\n'.repeat(1_000)), 1)
    response.on('close', () => clearInterval(timer))
  }
  expect(await codeOf(exported({ answerFile }, { maxFileBytes: 50_000 }))).toBe('answer-too-large')
  const silent: JobScript['answerFile'] = (_, response) => void response.write('email,')
  expect(await codeOf(exported({ answerFile: silent }, { timeout: 50 }))).toBe('timeout')
})

test('a file that drips for ever ends with the whole time', async () => {
  const answerFile: JobScript['answerFile'] = (_, response) => {
    const timer = setInterval(() => response.write('x'), 5)
    response.on('close', () => clearInterval(timer))
  }
  const options = { poll: { total: 100 }, clock: Date.now }
  expect(await codeOf(exported({ statuses: ['completed'], answerFile }, options))).toBe('timeout')
})

test('names that objects have by birth do no harm as columns', async () => {
  const file = 'email,email_list_ids,__proto__,constructor\na@example.com,501,x,y\n'
  const [contact] = (await exported({ file })).contacts
  expect(Object.entries(contact?.fields ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
})
