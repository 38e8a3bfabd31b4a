import type { Transport } from '@upyo/core'

/**
 * What sends single letters: any `Transport` of `@upyo/core`, of which only `send` is used. Transports made before version 0.5 have
 * no `id` and do not say of what kind a failure was; their failed letters count as `unknown`.
 */
export type LetterTransport = Pick<Transport, 'send'> & { readonly id?: string }
