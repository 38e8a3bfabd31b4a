import { createUnisender, createUnisenderGo, isUnisenderError, type UnisenderOptions } from '@waxseal/unisender'
import { type Checks, collect, equal } from './check.js'

/** A client whose calls are answered by the name of their method. */
function clientOf(answers: Readonly<Record<string, unknown>>, more: Partial<UnisenderOptions> = {}) {
  const called: string[] = []
  const client = createUnisender({
    apiKey: 'planted-key',
    wait: () => Promise.resolve(),
    fetch: async (input) => {
      const name = /api\/([\w/]+)/.exec(String(input))?.[1] ?? ''
      called.push(name)
      const answer = answers[name]
      return answer instanceof Response ? answer.clone() : Response.json(answer)
    },
    ...more,
  })
  return { client, called }
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return isUnisenderError(error)
      ? [error.code, error.fault.outcome, JSON.stringify(error).includes('planted-key')]
      : String(error)
  }
  return 'nothing was thrown'
}

export const unisender: Checks = {
  async 'lists are read through a fetch that is handed in'() {
    const { client } = clientOf({ getLists: { result: [{ id: 501, title: 'Клиенты' }] } })
    equal(await collect(client.lists.all()), [{ id: '501', title: 'Клиенты' }])
  },
  async 'an import reports what was refused'() {
    const { client } = clientOf({
      importContacts: { result: { total: 1, inserted: 1, updated: 0, deleted: 0, new_emails: 1 } },
    })
    const rows = [{ email: 'anna@example.com', fields: { Name: 'Анна' } }, { email: 'ivan@' }]
    equal(await client.contacts.importAll(rows, { listId: '501' }), {
      accepted: 1,
      refused: [{ row: 1, reason: 'invalid-email' }],
    })
  },
  async 'a refused send is a value, an unclear one is not repeated'() {
    const poor = clientOf({ createCampaign: { error: 'SZ151225-04 [not enough]', code: 'not_enough_money' } })
    const refused = await poor.client.campaigns.create({ messageId: '778001' })
    equal([refused.status, refused.status === 'refused' && refused.fault.code], ['refused', 'no-money'])
    const broken = clientOf({ createCampaign: new Response('<html>', { status: 502 }) })
    equal(
      [(await broken.client.campaigns.create({ messageId: '778001' })).status, broken.called.length],
      ['unknown', 1],
    )
  },
  async 'a read is repeated after a server error'() {
    const { client, called } = clientOf({ getLists: new Response('', { status: 503 }) })
    equal(await faultOf(collect(client.lists.all())), ['http-status', 'unknown', false])
    equal(called.length, 3)
  },
  async 'an exported file is read while it comes, in the character set it names'() {
    const file = Uint8Array.from('email,email_list_ids,Name\na@example.com,501,\xc0\xed\xed\xe0\n', (character) =>
      character.charCodeAt(0),
    )
    const job = { result: { task_uuid: '4f1c6f6e-2f0e-4a53-9c1e-0f6a5b1b7d10', status: 'completed' } }
    const { client } = clientOf(
      {},
      {
        fetch: async (input) => {
          if (String(input).endsWith('/file.csv')) {
            const body = new ReadableStream({
              start(controller) {
                for (const byte of file) controller.enqueue(Uint8Array.of(byte))
                controller.close()
              },
            })
            return new Response(body, { headers: { 'content-type': 'text/csv; charset=windows-1251' } })
          }
          return Response.json({ result: { ...job.result, file_to_download: 'https://files.example/file.csv' } })
        },
      },
    )
    equal(await collect(client.contacts.exportAll({ listId: '501' })), [
      { email: 'a@example.com', fields: { Name: 'Анна' } },
    ])
  },
  async 'Unisender Go tells the letters apart'() {
    const answer = {
      status: 'success',
      job_id: 'J1',
      emails: ['a@example.com'],
      failed_emails: { 'b@example.com': 'blocked' },
    }
    const go = createUnisenderGo({ apiKey: 'planted-key', fetch: async () => Response.json(answer) })
    const outcome = await go.email.send({
      recipients: [{ email: 'a@example.com' }, { email: 'b@example.com' }],
      from_email: 'news@example.com',
      subject: 'Spring',
      body: { html: '<p>It is here.' },
    })
    equal(outcome.status === 'accepted' && outcome.refused, [{ index: 1, reason: 'blocked' }])
  },
  async 'the fetch of the runtime reaches a server'({ server }) {
    const client = createUnisender({ apiKey: 'planted-key', baseUrl: server })
    equal(await collect(client.lists.all()), [{ id: '501', title: 'Клиенты' }])
  },
  async 'the fetch of the runtime follows no redirect'({ server }) {
    const client = createUnisender({ apiKey: 'planted-key', baseUrl: `${server}/elsewhere` })
    equal(await faultOf(collect(client.lists.all())), ['redirected', 'unknown', false])
  },
  async 'a server that does not answer costs bounded time'({ server }) {
    const client = createUnisender({ apiKey: 'planted-key', baseUrl: `${server}/silent`, timeout: 100, tries: 1 })
    equal(await faultOf(collect(client.lists.all())), ['timeout', 'unknown', false])
    const work = collect(client.lists.all({ signal: AbortSignal.timeout(20), timeout: 5_000 }))
    equal(await faultOf(work), ['aborted', 'unknown', false])
  },
}
