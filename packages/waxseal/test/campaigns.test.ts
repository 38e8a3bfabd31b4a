import type { JournalEvent, JsonObject } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CampaignFold } from '../src/campaigns.js'

let seq = 0
function event(type: string, data: JsonObject, stream = 'campaign/cmp_1'): JournalEvent {
  return { seq: seq++, tenant: 'default', stream, version: 0, type, at: 1_000, data }
}

const intended = event('campaign.intended', {
  principal: 'maria',
  list: 'spb',
  route: 'provider',
  reference: 'wx_1',
  seal: 'a.b.c',
})

function fold(...events: JournalEvent[]): CampaignFold {
  const campaigns = new CampaignFold()
  for (const one of events) campaigns.apply(one)
  return campaigns
}

test('an intent without an outcome is open, and not yet on its way', () => {
  expect(fold(intended).get('cmp_1')).toEqual({
    changedAt: 1000,
    events: 1,
    id: 'cmp_1',
    list: 'spb',
    principal: 'maria',
    at: 1_000,
    route: 'provider',
    status: 'open',
    reference: 'wx_1',
    jws: 'a.b.c',
    dispatching: false,
  })
})

test.each([
  ['campaign.accepted', 'accepted'],
  ['campaign.refused', 'refused'],
  ['campaign.unknown', 'unknown'],
  ['campaign.not-sent', 'not-sent'],
])('%s ends as %s', (type, status) => {
  const campaigns = fold(intended, event('campaign.dispatching', { message: '77' }), event(type, { code: 'x' }))
  expect(campaigns.get('cmp_1')).toMatchObject({ status, dispatching: true, messageId: '77' })
})

test('an unknown campaign that is found later is accepted, and known by its number and its reference', () => {
  const campaigns = fold(
    intended,
    event('campaign.dispatching', { message: '77' }),
    event('campaign.unknown', { code: 'timeout' }),
    event('campaign.accepted', { reference: '660010', reconciled: true }),
  )
  expect(campaigns.get('cmp_1')).toMatchObject({ status: 'accepted', providerCampaign: '660010' })
  expect(campaigns.byProviderCampaign('660010')?.id).toBe('cmp_1')
  expect(campaigns.byReference('wx_1')?.id).toBe('cmp_1')
  expect(campaigns.byReference('wx_2')).toBeUndefined()
  expect(campaigns.byProviderCampaign('')).toBeUndefined()
})

test('events of other streams, and of campaigns without an intent, change nothing', () => {
  const campaigns = fold(
    event('campaign.accepted', { reference: '1' }),
    event('access.refused', {}, 'access'),
    event('contacts.viewed', {}, 'list/spb'),
  )
  expect(campaigns.all()).toEqual([])
})

test('names of the prototype are plain ids', () => {
  const campaigns = fold(event('campaign.intended', intended.data, 'campaign/__proto__'))
  expect(campaigns.get('__proto__')?.id).toBe('__proto__')
  expect(campaigns.get('constructor')).toBeUndefined()
})

test('letters that were intended and not settled are unknown; every letter is counted once', () => {
  const batch = fc.record({
    accepted: fc.nat(50),
    refused: fc.nat(50),
    unknown: fc.nat(50),
    settled: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 20 }), (batches) => {
      const events = batches.flatMap(({ settled, ...counts }) => [
        event('letters.intended', { letters: counts.accepted + counts.refused + counts.unknown }),
        ...(settled ? [event('letters.settled', counts)] : []),
      ])
      const letters = fold(intended, ...events).get('cmp_1')?.letters ?? { accepted: 0, refused: 0, unknown: 0 }
      const sum = (key: 'accepted' | 'refused' | 'unknown', of: typeof batches): number =>
        of.reduce((total, one) => total + one[key], 0)
      const settled = batches.filter((one) => one.settled)
      const lost = batches.filter((one) => !one.settled)
      expect(letters.accepted).toBe(sum('accepted', settled))
      expect(letters.refused).toBe(sum('refused', settled))
      expect(letters.unknown).toBe(
        sum('unknown', settled) + sum('accepted', lost) + sum('refused', lost) + sum('unknown', lost),
      )
    }),
  )
})
