import type { JsonObject, KeyRing } from '@waxseal/core'
import { createKeys, createKnowledge, signingKeyOf } from '@waxseal/keys'
import type { Policy } from '@waxseal/policy'
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

/** Campaigns that are not over. Those under way stop by themselves once their sender is refused; the others are looked up. */
function campaignHooks(house: House): OffboardHooks['campaigns'] {
  const isOpen = ({ status }: { status: string }) => status === 'open'
  return {
    find: (principal) =>
      house.campaigns
        .all()
        .flatMap((campaign) => (campaign.principal === principal && isOpen(campaign) ? [campaign.id] : [])),
    async stop({ id }) {
      const campaign = house.campaigns.get(id)
      if (campaign !== undefined && isOpen(campaign)) await reconcileCampaign(house, campaign)
    },
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
