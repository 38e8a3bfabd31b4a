import { IpSet } from '@waxseal/core'

/** What a key may be used for and from where. */
export interface Access {
  /** Actions, families of them (`campaigns.*`) or `*`, as grants of a policy name them. */
  readonly scopes: readonly string[]
  /** Ids of lists; absent: every list. */
  readonly lists?: readonly string[] | undefined
  /** Networks in CIDR form; absent: from anywhere. */
  readonly ips?: readonly string[] | undefined
}

/** The same, made ready for questions. */
export class AccessCheck {
  readonly #all: boolean
  readonly #actions: ReadonlySet<string>
  /** `campaigns.` for `campaigns.*`. */
  readonly #families: readonly string[]
  readonly #lists: ReadonlySet<string> | undefined
  readonly #ips: IpSet | undefined

  constructor({ scopes, lists, ips }: Access) {
    this.#all = scopes.includes('*')
    this.#actions = new Set(scopes)
    this.#families = scopes.filter((scope) => scope.endsWith('.*')).map((scope) => scope.slice(0, -1))
    this.#lists = lists && new Set(lists)
    this.#ips = ips && IpSet.parse(ips).set
  }

  allowsAction(action: string): boolean {
    if (this.#all || this.#actions.has(action)) return action !== ''
    for (const family of this.#families) if (action.startsWith(family)) return true
    return false
  }

  allowsList(list: string): boolean {
    return this.#lists?.has(list) ?? true
  }

  /** An address that is unknown or malformed is in no network. */
  allowsAddress(ip: unknown): boolean {
    return this.#ips === undefined || (typeof ip === 'string' && this.#ips.has(ip))
  }
}
