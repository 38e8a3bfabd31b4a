const KINDS = ['email', 'phone']
const PARTS = [
  ...['status', 'availability', 'list_ids', 'subscribe_times', 'unsubscribed_list_ids', 'excluded_list_ids'],
  ...['add_time', 'request_ip', 'confirm_time', 'confirm_ip'],
]

/** The system columns of an import. */
const COLUMNS = new Set([
  'delete',
  'tags',
  ...KINDS.flatMap((kind) => [kind, ...PARTS.map((part) => `${kind}_${part}`)]),
])

/** Tells whether a column is the provider's own and no custom field. */
export function isSystemColumn(name: string): boolean {
  return COLUMNS.has(name)
}
