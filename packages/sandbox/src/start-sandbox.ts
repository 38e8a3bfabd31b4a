import { encodeBase64url, parseEmailAddress, systemCode, WaxsealError } from '@waxseal/core'
import { Activity } from './activity.js'
import { Agenda } from './agenda.js'
import { FaultPlan } from './fault.js'
import { createGoApi, GO_PATH } from './go/go-route.js'
import { runGoLetters } from './go/go-run.js'
import { IdempotenceKeys } from './go/idempotence-keys.js'
import { createFileApi } from './http/file-route.js'
import { startHttpServer, stopHttpServer } from './http/http-server.js'
import { inspectCampaigns, inspectContacts } from './inspect.js'
import { Jobs } from './jobs.js'
import { runCampaign } from './mail/campaign-run.js'
import { createEximIds } from './mail/exim-id.js'
import type { SandboxOptions } from './options.js'
import { openPostOffice } from './post-office.js'
import { RateLimit } from './rate-limit.js'
import { RequestLog } from './request-log.js'
import type { Sandbox } from './sandbox.js'
import { assertOption, newKey, readSettings } from './settings.js'
import { Account } from './state/account.js'
import { ApiKeys } from './state/api-keys.js'
import { createWebApi } from './web/web-route.js'
import { WireNumbers } from './wire.js'

/** Codes of the errors that `startSandbox` throws. */
export type SandboxErrorCode = 'sandbox-directory-unusable' | 'sandbox-option-invalid' | 'sandbox-port-unavailable'

const WINDOW = 60_000

/**
 * Starts the provider to develop against, on loopback: the Unisender Web API and Unisender Go over HTTP, and a small world of mail behind
 * them, in which a campaign really goes out and ends as files in a Maildir. Nothing leaves the machine.
 *
 * Throws `sandbox-option-invalid`, `sandbox-directory-unusable` and `sandbox-port-unavailable`.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { startSandbox } from '@waxseal/sandbox'
 *
 * const sandbox = await startSandbox({
 *   directory: await mkdtemp(`${tmpdir()}/sandbox-`),
 *   lists: [{ id: '501', title: 'Customers' }],
 * })
 * const body = new URLSearchParams({ api_key: sandbox.apiKey })
 * const response = await fetch(`${sandbox.url}/en/api/getLists?format=json`, { method: 'POST', body })
 * console.log(await response.json()) // { result: [ { id: 501, title: 'Customers' } ] }
 * await sandbox.stop()
 * ```
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const settings = readSettings(options)
  const { accountId, clock, host, port, random } = settings
  const webKeys = new ApiKeys(settings.apiKey)
  const goKeys = new ApiKeys(settings.goApiKey)
  const account = new Account(accountId, settings.lists, settings.senders)
  const activity = new Activity()
  const agenda = new Agenda(clock)
  const faults = new FaultPlan()
  const jobs = new Jobs(random, settings.jobDelay)
  const log = new RequestLog(clock)
  const stopping = new AbortController()
  const newEximId = createEximIds(clock)
  const office = await openPostOffice({ settings, account, activity, newEximId })
  const { outbox, zone } = office
  for (const sender of settings.senders ?? []) zone.addSenderDomain(parseEmailAddress(sender)?.domain ?? '')
  const run = { account, outbox, activity, clock, random, signal: stopping.signal }
  let url = ''

  const apis = [
    createWebApi({
      keys: webKeys,
      limits: new RateLimit(clock, WINDOW),
      backend: {
        ...{ account, agenda, clock, jobs, random, zone, numbers: new WireNumbers() },
        fileUrl: (name) => `${url}/files/${name}`,
        send: (campaign) => {
          runCampaign(campaign, run)
        },
      },
    }),
    createGoApi({
      keys: goKeys,
      backend: {
        ...{ account, agenda, clock, zone, idempotence: new IdempotenceKeys(clock), newJobId: newEximId },
        newHash: () => encodeBase64url(random(18)),
        send: (letters) => {
          runGoLetters(letters, run)
        },
      },
    }),
    createFileApi(jobs),
  ]
  const route = (path: string) => {
    for (const api of apis) {
      const found = api(path)
      if (found !== undefined) return found
    }
    return undefined
  }
  const server = await startHttpServer({ host, port, faults, log, tick: () => agenda.tick(), route }).catch(
    async (cause: unknown) => {
      await office.stop()
      throw new WaxsealError('sandbox-port-unavailable', `port \`${port}\` cannot be had`, {
        details: { port, code: systemCode(cause) ?? 'unknown' },
        cause,
      })
    },
  )
  const address = server.address()
  url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`

  let stopped: Promise<void> | undefined
  async function stop(): Promise<void> {
    stopping.abort()
    agenda.stop()
    jobs.stop()
    await Promise.all([stopHttpServer(server), office.stop()])
    await activity.whenIdle()
  }

  return {
    url,
    goUrl: `${url}${GO_PATH}`,
    get apiKey() {
      return webKeys.newest
    },
    get goApiKey() {
      return goKeys.newest
    },
    accountId,
    submission: office.submission.endpoint,
    receiver: office.receiver.endpoint,
    zone: zone.records,
    maildir: office.maildir.path,
    letters: () => office.maildir.letters(),
    delivered: () => office.maildir.delivered,
    whenIdle: () => activity.whenIdle(),
    fault: (fault) => faults.arm(fault),
    replaceApiKey(key = newKey(random)) {
      assertOption('apiKey', key !== '')
      webKeys.replace([key])
      return key
    },
    setGoApiKeys(keys) {
      assertOption('goApiKey', keys.length > 0 && !keys.includes(''))
      goKeys.replace(keys)
    },
    requests: log.entries,
    contactsOf: (listId) => inspectContacts(account, listId),
    campaigns: () => inspectCampaigns(account),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
