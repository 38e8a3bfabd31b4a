import { wireTime } from '../../wire.js'
import type { GoMethods } from '../go-method.js'

/** Methods of the account itself. */
export const systemMethods: GoMethods = {
  'system/info': ({ account, clock }) => {
    const now = new Date(clock())
    const month = (offset: number) => wireTime(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1))
    return {
      user_id: Number(account.id),
      email: 'owner@host.example',
      accounting: {
        period_start: month(0),
        period_end: month(1),
        emails_included: 1_000_000,
        emails_sent: account.goLetters,
      },
    }
  },
  'system/ping': ({ account }) => ({ user_id: Number(account.id) }),
}
