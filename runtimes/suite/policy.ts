import {
  applyCure,
  checkContent,
  createClientAddress,
  createEngine,
  type Decision,
  definePolicy,
  keyRotation,
  type PolicyDocument,
  russian,
} from '@waxseal/policy'
import { type Checks, equal, throwsCode } from './check.js'

const engine = createEngine(
  definePolicy({
    networks: { office: ['203.0.113.0/24', '2001:db8:1::/48'] },
    roles: { viewer: {}, sender: { includes: ['viewer'] }, contractor: {} },
    schedules: {
      nights: { timeZone: 'America/New_York', windows: [{ days: ['sat'], from: '22:00', to: '06:00' }] },
    },
    grants: [
      { id: 'see', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'own' }, mask: ['email', 'phone'] },
      {
        id: 'send',
        allow: ['messages.create', 'campaigns.send.email'],
        to: { role: 'sender' },
        on: { lists: 'own' },
        content: { from: ['news@romashka.example'], mergeFields: ['to_name'], linkHosts: ['*.romashka.example'] },
      },
      { id: 'not-out', deny: ['contacts.export'], to: { role: 'contractor' }, on: { lists: 'any' } },
      { id: 'at-night', allow: ['stats.view'], to: { role: 'contractor' }, on: { lists: 'any' }, during: 'nights' },
    ],
  }),
  { lists: ['spb', 'msk'] },
)
const maria = { id: 'maria', roles: ['sender'], lists: ['spb'], networks: ['office'], endsAt: 1_000 }
const ivan = { id: 'ivan', roles: ['contractor'], lists: ['spb'] }

/** Asks for Maria in her office about her list, unless told otherwise. */
function ask(
  action: string,
  { list = 'spb', ip = '203.0.113.7', at = 0, principal = maria as typeof maria | typeof ivan } = {},
): Decision {
  return engine.decide({ principal, action, resource: { type: 'list', id: list }, context: { ip, at } })
}

const codeOf = ({ allowed, reason }: Decision): string => (allowed ? 'yes' : reason.code)

export const policy: Checks = {
  'a granted request is allowed and bound to its mask'() {
    const decision = ask('contacts.view')
    equal([decision.allowed, decision.grants], [true, ['see']])
    equal(decision.obligations, [{ type: 'mask', fields: ['email', 'phone'] }])
  },
  'an address outside the networks is refused, of either version'() {
    const inside = ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8:1::9']
    const outside = ['198.51.100.4', '2001:db8:2::9', '203.0.113.07']
    for (const ip of inside) equal(codeOf(ask('contacts.view', { ip })), 'yes')
    for (const ip of outside) equal(codeOf(ask('contacts.view', { ip })), 'address')
  },
  'what nobody knows or granted is refused'() {
    equal(codeOf(ask('contacts.view', { list: 'moon' })), 'unknown')
    equal(codeOf(ask('contacts.fly')), 'unknown')
    equal(codeOf(ask('contacts.view', { list: 'msk' })), 'no-grant')
    equal(codeOf(ask('contacts.view', { at: 1_000 })), 'expired')
    equal(codeOf(ask('contacts.export', { principal: ivan })), 'denied')
    const nobody = {
      principal: undefined,
      action: 'contacts.view',
      resource: { type: 'account' },
      context: { at: 0 },
    } as const
    equal(codeOf(engine.decide(nobody)), 'unknown')
  },
  'a schedule goes by the clock on the wall of its zone'() {
    const at = (time: string): string => codeOf(ask('stats.view', { principal: ivan, at: Date.parse(time) }))
    equal(
      [at('2026-07-05T01:59:59.999Z'), at('2026-07-05T02:00:00Z'), at('2026-07-05T10:00:00Z')],
      ['no-grant', 'yes', 'no-grant'],
    )
    // In the night to 2026-11-01 clocks are put back: the window lasts nine hours, and ends at 06:00 of winter time.
    equal(
      [at('2026-11-01T02:00:00Z'), at('2026-11-01T10:59:59Z'), at('2026-11-01T11:00:00Z')],
      ['yes', 'yes', 'no-grant'],
    )
  },
  'a letter is compared with the rules it may be sent under'() {
    const rules = ask('campaigns.send.email').obligations.flatMap((duty) => (duty.type === 'content' ? duty.anyOf : []))
    const letter = {
      from: 'news@romashka.example',
      mergeFields: ['to_name'],
      linkHosts: ['www.romashka.example'],
      imageHosts: [],
    }
    equal(checkContent(letter, rules), [])
    const problems = checkContent({ ...letter, mergeFields: ['Email'], linkHosts: ['evil.example'] }, rules)
    equal(
      problems.map(({ code }) => code),
      ['merge-field', 'link-host'],
    )
  },
  async 'a broken policy is not taken'() {
    const grant = { id: 'a', allow: ['stats.view'], to: { role: 'nobody' }, on: { lists: 'any' } } as const
    const broken: PolicyDocument = { roles: {}, grants: [grant] }
    await throwsCode(() => definePolicy(broken), 'policy-invalid')
    const moon: PolicyDocument = { roles: {}, grants: [], schedules: { day: { timeZone: 'Moon/Base', windows: [] } } }
    await throwsCode(() => definePolicy(moon), 'policy-invalid')
  },
  'a refusal names what would turn it, in two languages'() {
    const request = {
      principal: ivan,
      action: 'stats.view',
      resource: { type: 'list', id: 'spb' },
      context: { at: Date.parse('2026-11-23T19:05:00Z') },
    } as const
    const { cures, text } = engine.explain(request, { language: russian })
    const opens = Date.parse('2026-11-29T03:00:00Z')
    equal(cures[0], { come: 'at', at: opens, schedules: ['nights'] })
    equal(text.split('\n')[0], 'отказано: никакое право не разрешает `stats.view` на список `spb`')
    if (cures[0] !== undefined) equal(codeOf(engine.decide(applyCure(request, cures[0]).request)), 'yes')
  },
  'a rule that misses its fact refuses; a change is seen at once; questions go backwards'() {
    const strict = createEngine(engine.policy, {
      lists: ['spb', 'msk'],
      principals: [{ id: 'anna', roles: ['viewer'], lists: ['msk'] }],
      rules: [keyRotation({ maxAge: '90d' })],
    })
    const request = {
      principal: 'anna',
      action: 'contacts.view',
      resource: { type: 'list', id: 'msk' },
      context: { at: 0 },
    } as const
    equal(strict.decide(request).reason.detail, 'fact-missing')
    const facts = { credential: { issuedAt: -1, state: 'current' } }
    equal(codeOf(strict.decide({ ...request, facts })), 'yes')
    equal(strict.whoCan('contacts.view', request.resource, { at: 0, facts }), ['anna'])
    strict.apply({ set: 'principal', id: 'anna', status: 'offboarded' })
    equal(codeOf(strict.decide({ ...request, facts })), 'inactive')
    equal(strict.whoCan('contacts.view', request.resource), [])
  },
  'the caller behind a proxy is found in a Headers object'() {
    const find = createClientAddress({ trusted: ['10.0.0.0/8'], header: 'x-forwarded-for' })
    equal(find('10.0.0.1', new Headers({ 'x-forwarded-for': '203.0.113.9, 198.51.100.4' })), '198.51.100.4')
  },
}
