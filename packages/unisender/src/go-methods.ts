import { row } from './method.js'
import {
  emailSendAnswer,
  emailSendArguments,
  GO_RECIPIENTS,
  systemInfoAnswer,
  systemInfoArguments,
} from './schema/go-email.js'

/**
 * The methods of Unisender Go that this client knows, by their names on the wire.
 *
 * @example
 * ```ts
 * import { goMethods } from '@waxseal/unisender'
 *
 * console.log(goMethods['email/send'].limits.rows) // 500
 * ```
 */
export const goMethods = {
  'email/send': row({
    name: 'email/send',
    effect: 'send',
    arguments: emailSendArguments,
    answer: emailSendAnswer,
    forms: { message: 'json', platform: 'query' },
    personal: ['arguments.message.recipients', 'arguments.message.headers', 'result.emails', 'result.failed_emails'],
    limits: { rows: GO_RECIPIENTS, bodyBytes: 10 * 1024 * 1024 },
  }),
  'system/info': row({
    name: 'system/info',
    effect: 'read',
    arguments: systemInfoArguments,
    answer: systemInfoAnswer,
    forms: {},
    personal: ['result.email'],
    limits: {},
  }),
} as const
