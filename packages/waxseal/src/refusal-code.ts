/**
 * Codes of the façade's own refusals. The policy's (`no-grant`, `address`, `denied`, …) and the provider's
 * (`invalid-key`, `timeout`, …) come through unchanged beside them.
 */
export type RefusalCode =
  | 'all-refused'
  | 'busy'
  | 'campaign-unknown'
  | 'contact-unknown'
  | 'content'
  | 'departed'
  | 'facts-unavailable'
  | 'input-invalid'
  | 'internal'
  | 'interrupted'
  | 'journal-unavailable'
  | 'letters-unknown'
  | 'list-empty'
  | 'list-grew'
  | 'narrowed'
  | 'obligation-unknown'
  | 'principal-unavailable'
  | 'source-failed'
  | 'stale'
  | 'stopped'
  | 'unsupported'
