export { checkTarget, closedError, streamKey } from './append-target.js'
export { type CheckedDraft, checkDraft, placeEvent } from './event-draft.js'
export { headOf } from './journal-head.js'
export { Subscriptions } from './subscriptions.js'
