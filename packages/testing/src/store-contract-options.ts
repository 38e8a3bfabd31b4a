/** What a contract may ask of a store beyond the port. */
export interface StoreContractOptions {
  /** The store outlives its opener: `create` with the same name opens what was closed. @default false */
  readonly reopens?: boolean
}
