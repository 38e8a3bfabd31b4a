export type { Campaigns } from './campaigns.js'
export type { Contacts } from './contacts.js'
export { isUnisenderError, type UnisenderFaultCode } from './fault.js'
export type { GoAnswer, GoArguments, GoMethodName } from './go-call.js'
export type { GoEmail, GoMessage, GoSendOutcome } from './go-email.js'
export { goMethods } from './go-methods.js'
export { unisenderKeyGuide } from './key-guide.js'
export { unisenderGoKeyTest, unisenderKeyTest } from './key-test.js'
export type { ContactList, Lists } from './lists.js'
export type { Messages } from './messages.js'
export type { ArgumentForm, Effect, MethodLimits, MethodRow } from './method.js'
export type { ApiKeySource, CallOptions, ClientOptions, PollOptions } from './options.js'
export { type ProviderMethodName, providerCalls } from './provider-calls.js'
export { createUnisender, type Unisender, type UnisenderOptions } from './unisender.js'
export { createUnisenderGo, type UnisenderGo, type UnisenderGoOptions } from './unisender-go.js'
export type { WebAnswer, WebArguments, WebMethodName } from './web-call.js'
export { webMethods } from './web-methods.js'
export type {
  CampaignStatus,
  EmailAvailability,
  EmailStatus,
  FooterLanguage,
  GoFooterLanguage,
  OpenWord,
  PhoneStatus,
} from './words.js'
