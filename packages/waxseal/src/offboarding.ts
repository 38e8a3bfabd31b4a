import { isWaxsealError, type JsonObject, type KeyRing, WaxsealError } from '@waxseal/core'
import { createKeys, createKnowledge, signingKeyOf } from '@waxseal/keys'
import type { Policy } from '@waxseal/policy'
import type { CampaignState } from './campaigns.js'
import type { House } from './house.js'
import {
  type OffboardOptions,
  offboard,
  type RotateAllOptions,
  type RotateDueOptions,
  reinstate,
  rotateAll,
  rotateDue,
} from './offboard/offboard.js'
import type { OffboardHooks, OffboardPorts } from './offboard/offboard-ports.js'
import type { Plan } from './offboard/plan.js'
import { REPORT_TYPE } from './offboard/report.js'
import type { WaxsealOptions } from './options.js'
import { reconcileCampaign } from './reconcile.js'

/** How often the end of a campaign is tried against its sender. */
const MAX_TRIES = 10

/** Leaving, coming back, and rotation on a grand scale. */
export interface Offboarding {
  /**
   * Plans the leaving of a principal. From the first step of `plan.run()` on he is refused everywhere; then all that he knew is rotated,
   * all that he owned revoked or handed over. Resumable; ends with a signed report.
   */
  offboard(principal: string, options?: Partial<OffboardOptions>): Promise<Plan>
  /** Lets somebody who left come back. What was taken from him stays taken. */
  reinstate(principal: string, words: { readonly by: string; readonly reason: string }): Promise<void>
  /** Plans the rotation of every secret that the record knows. */
  rotateAll(options: Partial<RotateAllOptions> & Pick<RotateAllOptions, 'reason'>): Promise<Plan>
  /** Plans the rotation of what is older than a policy allows. */
  rotateDue(options: Partial<RotateDueOptions> & Pick<RotateDueOptions, 'maxAge'>): Promise<Plan>
  /** Public keys to check reports with. */
  reportJwks(): Promise<{ keys: JsonObject[] }>
}

/** Joins keys, knowledge, policy and campaigns into the ways of leaving. Nothing is opened before it is asked for. */
export function createOffboarding(house: House, options: WaxsealOptions, policy: Policy): Offboarding {
  let ports: Promise<OffboardPorts> | undefined
  const open = () => {
    ports ??= openPorts(house, options, policy)
    ports.catch(() => {
      ports = undefined
    })
    return ports
  }
  return {
    offboard: async (principal, words) => offboard(await open(), principal, { by: 'host', ...words }),
    reinstate: async (principal, words) => reinstate(await open(), principal, words),
    rotateAll: async (words) => rotateAll(await open(), { by: 'host', ...words }),
    rotateDue: async (words) => rotateDue(await open(), { by: 'host', ...words }),
    reportJwks: async () =>
      options.reportKeys === undefined ? await ringJwks(house) : await options.reportKeys.jwks(),
  }
}

async function openPorts(house: House, options: WaxsealOptions, policy: Policy): Promise<OffboardPorts> {
  const { journal, reportKeys, offboarding = {} } = options
  const { tenant, keyRing, clock, random } = house
  const common = { journal, tenant, clock }
  return {
    campaigns: campaignHooks(house),
    grants: { find: (principal) => policy.grants.flatMap(({ id, to }) => (to.principal === principal ? [id] : [])) },
    ...offboarding,
    ...common,
    hasLeft: (principal) => house.departures.has(principal),
    keys: options.keys ?? createKeys({ ...common, keyRing, random }),
    knowledge: createKnowledge(common),
    signer: async () => (reportKeys === undefined ? await ringSigner(keyRing, tenant) : await reportKeys.current()),
  }
}

/**
 * Campaigns that are not over. Those that have not left, or leave letter by letter, are ended on the record: whoever is sending them, in
 * whichever process, cannot write down the next step and stops. What the provider was told to send is looked up.
 */
function campaignHooks(house: House): OffboardHooks['campaigns'] {
  const isOpen = ({ status }: { status: string }) => status === 'open'
  return {
    find: (principal) =>
      house.campaigns
        .all()
        .flatMap((campaign) => (campaign.principal === principal && isOpen(campaign) ? [campaign.id] : [])),
    async stop({ id }) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const campaign = (await house.record.catchUp()).campaigns.get(id)
        if (campaign === undefined || !isOpen(campaign)) return
        if (campaign.route === 'provider' && campaign.dispatching) {
          await reconcileCampaign(house, campaign)
          break
        }
        if (await ended(house, campaign)) return
      }
      const state = house.campaigns.get(id)
      // The provider is being told to send it just now, or its sender is faster every time: nothing here has stopped it.
      if (state !== undefined && isOpen(state))
        throw new WaxsealError('campaign-under-way', `campaign \`${id}\` is under way and could not be stopped`)
    },
  }
}

/** Whether its end could be written down before its sender wrote something else. */
async function ended(house: House, { id, dispatching, events }: CampaignState): Promise<boolean> {
  const type = dispatching ? 'campaign.partial' : 'campaign.not-sent'
  try {
    await house.record.write(`campaign/${id}`, type, { code: 'departed' }, events)
    return true
  } catch (error) {
    if (isWaxsealError(error, 'journal-conflict')) return false
    throw error
  }
}

async function ringSigner(keyRing: KeyRing, tenant: string) {
  return await signingKeyOf(await keyRing.current({ tenant, use: 'report' }), REPORT_TYPE)
}

async function ringJwks({ keyRing, tenant }: House): Promise<{ keys: JsonObject[] }> {
  const keys: JsonObject[] = []
  for (const id of await keyRing.ids()) {
    const key = await keyRing.find({ tenant, use: 'report' }, id)
    if (key !== undefined) keys.push((await signingKeyOf(key, REPORT_TYPE)).publicJwk)
  }
  return { keys }
}
