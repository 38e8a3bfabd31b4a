/** A secret by the stream of its series: an API key, a provider's credential, a signing key, or one of the host's own. */
export type SecretId = `credential/${string}` | `key/${string}` | `secret/${string}` | `signing/${string}`

/** What a secret can stand in. */
export type ContainerId = `document/${string}` | `export/${string}` | `template/${string}` | `vault/${string}`

/**
 * A secret or a container with everything inside. A secret without `version` is whichever version is the current one: at that instant
 * when it is read, at every instant while it is held.
 */
export type KnowledgeSubject =
  | { readonly what: ContainerId; readonly version?: undefined }
  | { readonly what: SecretId; readonly version?: string | undefined }

/** One person, service or agent, or all members of a group. Ids, never names or addresses. */
export type KnowledgeHolder =
  | { readonly principal: string; readonly group?: undefined }
  | { readonly group: string; readonly principal?: undefined }

/** Who did it, where that is not the one who learned of it. */
export interface Deed {
  readonly by?: string | undefined
}

/** Somebody was shown it. He knows what was inside at that moment. */
export type Revealed = { readonly type: 'secret.revealed' } & KnowledgeSubject & KnowledgeHolder & Deed

/** A principal used it with his own hands, so that he knows it. */
export type Used = { readonly type: 'secret.used'; readonly principal: string } & KnowledgeSubject

/** A principal took a copy; `into` holds what was inside at that moment from then on. He knows it too. */
export type Taken = {
  readonly type: 'secret.copied' | 'secret.exported' | 'secret.imported'
  readonly principal: string
  readonly into?: ContainerId | undefined
} & KnowledgeSubject

/** A container holds it from now on: with what comes into it later. */
export type Filled = { readonly type: 'container.filled'; readonly container: ContainerId } & KnowledgeSubject & Deed

/** A container holds it no longer, copies of it included; without `what` it is empty. */
export type Emptied = { readonly type: 'container.emptied'; readonly container: ContainerId } & Deed &
  (KnowledgeSubject | { readonly what?: undefined; readonly version?: undefined })

/** Lasting access: as long as it lasts, one learns what is inside and what comes in. What was learned stays. */
export type Shared = {
  readonly type: 'container.shared' | 'container.unshared'
  readonly container: ContainerId
} & KnowledgeHolder &
  Deed

/** A principal, or all members of another group, come into a group or leave it. */
export type Joined = { readonly type: 'group.joined' | 'group.left'; readonly group: string } & Deed &
  (
    | { readonly principal: string; readonly subgroup?: undefined }
    | { readonly subgroup: string; readonly principal?: undefined }
  )

/**
 * One of the host's own secrets has a new version; the ones before are of no use any more. It may be one from before, which is of use again,
 * also after the end.
 */
export interface Changed extends Deed {
  readonly type: 'secret.changed'
  readonly what: `secret/${string}`
  readonly version: string
  /** Principals who saw the new version when it was made. */
  readonly seenBy?: readonly string[] | undefined
}

/** One of the host's own secrets is of no use any more. */
export interface Ended extends Deed {
  readonly type: 'secret.ended'
  readonly what: `secret/${string}`
}

/** One fact of who can have learned what. Its `type` is that of the event. */
export type KnowledgeFact = Changed | Emptied | Ended | Filled | Joined | Revealed | Shared | Taken | Used
