/** A letter as the sender wrote it, merge fields (`{{to_name}}`) in place. */
export interface Draft {
  /** The host's name of the list. */
  readonly list: string
  /** The sender's bare address. */
  readonly from: string
  readonly fromName?: string
  readonly replyTo?: string
  readonly subject: string
  readonly html?: string
  readonly text?: string
}
