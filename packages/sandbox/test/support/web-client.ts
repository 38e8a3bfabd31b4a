import type { Sandbox } from '@waxseal/sandbox'

/** The envelope of the classic API. */
export interface Envelope {
  readonly result?: unknown
  readonly error?: string
  readonly code?: string
  readonly warnings?: readonly { readonly warning: string }[]
}

/** A form, written by the standard encoder: not by anything of the sandbox or of the client. */
export function form(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString()
}

/** Columns and rows in the form of `importContacts`. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [index, name] of columns.entries()) values[`field_names[${index}]`] = name
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) values[`data[${row}][${column}]`] = cell
  }
  return values
}

/** Calls a method as the documentation asks for it: POST, the key in the body. */
export async function call(
  sandbox: Sandbox,
  method: string,
  args: Readonly<Record<string, string>> = {},
): Promise<Envelope> {
  const response = await fetch(`${sandbox.url}/en/api/${method}?format=json`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form({ api_key: sandbox.apiKey, ...args }),
  })
  return (await response.json()) as Envelope
}

/** The `result` of a call that must succeed. */
export async function result<T>(
  sandbox: Sandbox,
  method: string,
  args: Readonly<Record<string, string>> = {},
): Promise<T> {
  const envelope = await call(sandbox, method, args)
  if (envelope.error !== undefined) throw new Error(`${method}: ${envelope.code} ${envelope.error}`)
  return envelope.result as T
}

/** The file that a job has written, when it has written it. */
export async function fileOf(
  sandbox: Sandbox,
  method: string,
  args: Readonly<Record<string, string>>,
): Promise<string> {
  const { task_uuid } = await result<{ task_uuid: string }>(sandbox, method, args)
  for (;;) {
    const task = await result<{ status: string; file_to_download?: string }>(sandbox, 'async/getTaskResult', {
      task_uuid,
    })
    if (task.file_to_download !== undefined) return (await fetch(task.file_to_download)).text()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Stores a message for list 501 and sends it; gives the campaign's id when everything is delivered. */
export async function sendCampaign(sandbox: Sandbox, message: Readonly<Record<string, string>> = {}): Promise<string> {
  const stored = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', {
    sender_name: 'Ромашка',
    sender_email: 'news@romashka.ru',
    subject: 'Весна',
    body: '<p>Здравствуйте, {{Name}}!</p>',
    list_id: '501',
    ...message,
  })
  const campaign = await result<{ campaign_id: string | number }>(sandbox, 'createCampaign', {
    message_id: String(stored.message_id),
  })
  await sandbox.whenIdle()
  return String(campaign.campaign_id)
}

/** Puts contacts into list 501. */
export async function importEmails(sandbox: Sandbox, emails: readonly string[]): Promise<void> {
  const rows = emails.map((email, index) => [email, `Name ${index}`, '501'])
  await result(sandbox, 'importContacts', table(['email', 'Name', 'email_list_ids'], rows))
}
