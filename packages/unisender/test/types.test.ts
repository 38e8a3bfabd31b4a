import type { Provider } from '@waxseal/core'
import type { GoSendOutcome, Unisender, UnisenderGo, WebAnswer, WebArguments } from '@waxseal/unisender'
import { expectTypeOf, test } from 'vitest'

test('the client is a provider of the port', () => {
  expectTypeOf<Unisender>().toExtend<Provider>()
})

test('arguments take ids as text or number and nothing unknown', () => {
  expectTypeOf<WebArguments<'getCampaignStatus'>>().toEqualTypeOf<{ campaign_id: string | number }>()
  expectTypeOf<WebArguments<'createCampaign'>['start_time']>().toEqualTypeOf<Date | string | undefined>()
  expectTypeOf<WebArguments<'importContacts'>['data']>().toEqualTypeOf<(string | number)[][]>()
  const call = (client: Unisender) => [
    client.call('getLists', {}),
    // @ts-expect-error the provider's name is `timezone`
    client.call('createCampaign', { message_id: 1, time_zone: 'UTC' }),
    // @ts-expect-error attachments are bytes, not base64
    client.call('createEmailMessage', { sender_name: '', sender_email: '', list_id: 1, attachments: { a: '' } }),
    // @ts-expect-error a sync method that the provider has taken away
    client.call('exportContacts', {}),
  ]
  expectTypeOf(call).not.toBeAny()
})

test('answers give ids as text and known words, and nothing became any', () => {
  expectTypeOf<WebAnswer<'createList'>>().toEqualTypeOf<{ id: string }>()
  expectTypeOf<WebAnswer<'getLists'>>().toEqualTypeOf<{ id: string; title: string }[]>()
  expectTypeOf<WebAnswer<'getContact'>['email']['email']>().toEqualTypeOf<string>()
  expectTypeOf<WebAnswer<'getCampaignStatus'>['status']>().not.toBeAny()
  expectTypeOf<'completed'>().toExtend<WebAnswer<'getCampaignStatus'>['status']>()
  expectTypeOf<WebAnswer<'importContacts'>['log'][number]['index']>().toEqualTypeOf<number>()
})

test('an outcome narrows by its status', () => {
  const reference = (outcome: GoSendOutcome) => (outcome.status === 'accepted' ? outcome.jobId : outcome.fault.code)
  expectTypeOf(reference).returns.toEqualTypeOf<string | undefined>()
  expectTypeOf<ReturnType<UnisenderGo['email']['send']>>().resolves.toEqualTypeOf<GoSendOutcome>()
})
