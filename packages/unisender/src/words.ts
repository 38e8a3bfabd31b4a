/** A union of known words that stays open to those the provider may add: the editor knows some, the compiler takes any. */
export type OpenWord<Word extends string> = Word | (string & Record<never, never>)

/** What an e-mail address of a contact is at the provider. */
export type EmailStatus =
  | 'new'
  | 'invited'
  | 'active'
  | 'inactive'
  | 'unsubscribed'
  | 'blocked'
  | 'activation_requested'

/** What a phone number of a contact is at the provider. */
export type PhoneStatus = 'new' | 'active' | 'inactive' | 'unsubscribed' | 'blocked'

/** Whether letters reach an address. */
export type EmailAvailability =
  | 'available'
  | 'unreachable'
  | 'temp_unreachable'
  | 'mailbox_full'
  | 'spam_rejected'
  | 'spam_folder'

/** How far a campaign has come; `declined`, `completed` and `canceled` are final. */
export type CampaignStatus =
  | 'waits_censor'
  | 'censor_hold'
  | 'declined'
  | 'waits_schedule'
  | 'scheduled'
  | 'in_progress'
  | 'analysed'
  | 'completed'
  | 'stopped'
  | 'canceled'

/** Languages of the unsubscribe footer of the Web API, as far as they are known. */
export type FooterLanguage = 'ru' | 'en' | 'ua' | 'it' | 'da' | 'de' | 'es' | 'fr' | 'nl' | 'pl' | 'pt' | 'tr'

/** Languages of the unsubscribe footer of Unisender Go. */
export type GoFooterLanguage = 'be' | 'de' | 'en' | 'es' | 'fr' | 'it' | 'pl' | 'pt' | 'ru' | 'ua' | 'kz'
