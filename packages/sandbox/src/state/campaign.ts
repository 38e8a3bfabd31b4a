/** A stored message. */
export interface Message {
  readonly id: string
  readonly listId: string
  readonly senderName: string
  readonly senderEmail: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly language: string
  /** Only contacts with this tag get it. */
  readonly tag: string | undefined
  readonly attachments: ReadonlyMap<string, Uint8Array>
  /** When a campaign was last made from it. */
  lastCampaignAt: number | undefined
}

/** What became of the letter to one address; statuses as in the documentation of `checkEmail`. */
export interface Delivery {
  readonly email: string
  readonly fields: ReadonlyMap<string, string>
  status: string
  updatedAt: number
}

/** A message on its way to its list. */
export interface Campaign {
  readonly id: string
  readonly message: Message
  readonly createdAt: number
  readonly startAt: number
  /** Only these addresses of the list, in normal form. */
  readonly only: ReadonlySet<string> | undefined
  status: string
  deliveries: Delivery[]
}
