import type { ContentRule } from '../policy/document.js'
import type { SendLimits } from '../rules/send-cap.js'
import type { ListAccess } from './list-access.js'

/** What a sub-user may send. The provider keeps this apart from what he may see: he may send to people he is never shown. */
export interface SubUserSending {
  /** What his letters may carry. Nobody sends letters without it. */
  readonly email?: ContentRule | undefined
  /** @default false */
  readonly sms?: boolean | undefined
  /** The lists he may send to. @default all that the mode gives access to */
  readonly lists?: readonly string[] | undefined
  /** How many letters may leave in his name. @default no cap */
  readonly cap?: SendLimits | undefined
}

/** The mode of one sub-user. */
export type SubUserMode =
  | {
      /** Everything but money, keys, users and the account's own settings; or chosen lists, each with its own access. */
      readonly access: 'all' | Readonly<Record<string, ListAccess>>
      readonly send?: SubUserSending | undefined
      /**
       * `true` lets him export where he sees contacts; `false` is a ban that no other grant lifts; left out, this mode neither gives it
       * nor takes it away.
       */
      readonly export?: boolean | undefined
    }
  | { readonly access: 'read-only'; readonly send?: undefined; readonly export?: boolean | undefined }
  | { readonly access: 'denied'; readonly send?: undefined; readonly export?: undefined }
