import type { Clock, Journal } from '@waxseal/core'
import type { Keys, Knowledge } from '@waxseal/keys'

/** What is to be done about one thing that somebody leaves behind, and for whom. */
export interface Task {
  /** What it is about, as `find` gave it. */
  readonly id: string
  /** Who leaves. */
  readonly principal: string
  readonly successor?: string | undefined
  /** Who ordered it, and why. */
  readonly by: string
  readonly reason: string
}

/** Finds what somebody leaves behind. Ids for the record: no names, no addresses. Changes nothing. */
export type Find = (principal: string) => Promise<readonly string[]> | readonly string[]

/** Does it. After a crash it is called again, so it must be repeatable. */
export type Act = (task: Task) => Promise<void> | void

/** A new API key on its way to whoever uses it. */
export interface Delivery {
  /** Id of the new version, and of its series: safe to log. */
  readonly id: string
  readonly series: string
  readonly owner: string
  /** The key itself. This is the only time that it is shown. */
  readonly key: string
}

/** Versions of a secret that must be of no use any more. */
export interface SecretTask {
  /** `credential/…`, `signing/…` or `secret/…`. */
  readonly secret: string
  readonly versions: readonly string[]
  readonly by: string
  readonly reason: string
}

/** Signs reports: a compact JWS with EdDSA and `typ` of `REPORT_TYPE`. `createSigningKeys({ typ })` gives one by `current()`. */
export interface ReportSigner {
  readonly kid: string
  sign(payload: object): Promise<string>
}

/** What the host knows and can do. What is missing is left to people: the plan says so, and waits until it is done. */
export interface OffboardHooks {
  /** Sessions outside of this package, to be ended. */
  readonly sessions?: { readonly find: Find; readonly end: Act } | undefined
  /** Grants of the policy that name a principal. Without `remove` a person takes them out of the policy. */
  readonly grants?: { readonly find: Find; readonly remove?: Act | undefined } | undefined
  /** Lists that a principal owns, for the successor. */
  readonly lists?: { readonly find: Find; readonly handOver?: Act | undefined } | undefined
  /** Campaigns that wait or run: handed over when there is a successor and a way to, stopped otherwise. */
  readonly campaigns?:
    | { readonly find: Find; readonly stop?: Act | undefined; readonly handOver?: Act | undefined }
    | undefined
  /**
   * Brings a rotated API key to whoever uses it; resolves when it works there, because the old one dies then. After a crash the same key
   * may be made and delivered anew: the one delivered last counts. Without it API keys of others are left to people.
   */
  readonly deliver?: ((delivery: Delivery) => Promise<void> | void) | undefined
  /**
   * Rotates a secret that is no API key, by its id. Must be repeatable. Those without one are left to people. See `rotateSigningKeys` and
   * `rotateCredential`.
   */
  readonly rotators?: Readonly<Record<string, (task: SecretTask) => Promise<void> | void>> | undefined
}

/** What offboarding and mass rotation work with. */
export interface OffboardPorts extends OffboardHooks {
  readonly journal: Journal
  readonly tenant: string
  readonly clock: Clock
  readonly knowledge: Pick<Knowledge, 'accessOf' | 'knownBy' | 'note' | 'rotationOf' | 'secrets' | 'standingOf'>
  readonly keys: Pick<Keys, 'flush' | 'get' | 'ready' | 'revoke' | 'rotate'>
  /** Tells who has left: an API key of such an owner is revoked where another's would be rotated. `Departures.has`. */
  readonly hasLeft?: ((principal: string) => boolean) | undefined
  /** Asked when a report is signed. */
  readonly signer: () => Promise<ReportSigner>
}
