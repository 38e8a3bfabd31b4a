const SHARED = [
  'tags',
  'email',
  'email_status',
  'email_availability',
  'email_list_ids',
  'email_subscribe_times',
  'email_unsubscribed_list_ids',
  'email_add_time',
  'email_request_ip',
  'email_confirm_time',
  'email_confirm_ip',
  'phone',
  'phone_status',
  'phone_availability',
  'phone_list_ids',
  'phone_subscribe_times',
  'phone_unsubscribed_list_ids',
  'phone_add_time',
] as const

/** Columns of `importContacts` that are the provider's own; every other name is a custom field. */
export const importColumns: ReadonlySet<string> = new Set([
  ...SHARED,
  'delete',
  'email_excluded_list_ids',
  'phone_excluded_list_ids',
  'phone_request_ip',
  'phone_confirm_time',
  'phone_confirm_ip',
])

/** Columns of an export that are the provider's own. */
export const exportColumns: ReadonlySet<string> = new Set([
  ...SHARED,
  'id',
  'email_last_delivered_at',
  'email_last_read_at',
  'email_last_clicked_at',
])
