import * as z from 'zod/mini'
import { grantSchema, policySchema, scheduleSchema } from './schema.js'
import { knownPatterns } from './vocabulary.js'

/** JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/**
 * The JSON Schema (draft 2020-12) of a policy file, for editors and for other languages: the shape that `definePolicy` checks, exactly,
 * and what can be said in a schema of what it checks beyond. Names that must be known, networks and addresses are left to
 * `definePolicy`. It is written to `policy.schema.json` by `scripts/write-policy-schema.ts`.
 */
export function policyJsonSchema(): JsonSchema {
  const registry = z.registry<{ id: string }>()
  registry.add(grantSchema(), { id: 'grant' })
  registry.add(scheduleSchema(), { id: 'schedule' })
  registry.add(grantSchema().shape.id, { id: 'name' })
  const { $schema, ...generated } = z.toJSONSchema(policySchema(), { io: 'input', metadata: registry })
  return {
    $schema,
    $id: 'https://unpkg.com/@waxseal/policy/policy.schema.json',
    title: 'Waxseal policy',
    description: 'Who may do what on which lists, when, and what must be hidden.',
    ...merge(generated, additions()),
  }
}

/** Adds keywords. Those that stand already are kept, except where they are said anew; members that are not there are a mistake. */
function merge(schema: JsonSchema, more: JsonSchema, members = false): JsonSchema {
  const result: Record<string, unknown> = { ...schema }
  for (const [key, value] of Object.entries(more)) {
    const known = schema[key]
    if (members && known === undefined) throw new TypeError(`the schema has no \`${key}\``)
    result[key] =
      isSchema(known) && isSchema(value) ? merge(known, value, key === 'properties' || key === '$defs') : value
  }
  return result
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Exactly one of these members. */
function oneOf(...names: readonly string[]): JsonSchema {
  return { oneOf: names.map((name) => ({ required: [name] })) }
}

const WORD = '[A-Za-z][A-Za-z0-9_-]*'
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
/** A record of JavaScript cannot have it as an ordinary member. */
const NAMED = { not: { const: '__proto__' } }

function additions(): JsonSchema {
  const known = [...knownPatterns()].sort()
  const patterns = { items: { anyOf: [{ enum: known }, { pattern: `^${WORD}(?:\\.${WORD})*(?:\\.\\*)?$` }] } }
  return {
    properties: {
      version: { description: 'Version of the form of this document.', default: 1 },
      networks: {
        description: 'Named networks in CIDR form, IPv4 and IPv6, for principals to be bound to.',
        examples: [{ office: ['203.0.113.0/24', '2001:db8:1::/48'] }],
        propertyNames: NAMED,
      },
      zones: { description: 'Names of the zones that grants may speak of: branches, brands, countries.' },
      schedules: { description: 'Named hours, for grants that hold only then.', propertyNames: NAMED },
      roles: {
        description: 'Roles by name. A role holds the grants made to it and those of the roles that it includes.',
        examples: [{ viewer: {}, sender: { includes: ['viewer'] } }],
        propertyNames: NAMED,
        additionalProperties: {
          properties: { includes: { description: 'Roles whose grants it holds too. No cycles.' } },
        },
      },
      actions: {
        description: "Actions of the host's own, beside the known ones: dotted words.",
        // The schema ignores case, a pattern here cannot.
        items: { pattern: `^${WORD}(?:\\.${WORD})*$`, examples: ['orders.view'] },
      },
      grants: { description: 'What is allowed and what is denied. A deny wins over every allow; no grant, no access.' },
    },
    $defs: {
      name: { description: 'A name of 1 to 200 characters without control characters and backticks.' },
      schedule: {
        description: 'Hours by the clock on the wall of a time zone.',
        properties: {
          timeZone: {
            description: 'An IANA name.',
            pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
            examples: ['Europe/Moscow'],
          },
          windows: {
            minItems: 1,
            items: {
              properties: {
                days: { description: 'Days on which the window begins.', minItems: 1 },
                from: { description: '`HH:MM`, included.', pattern: `^${TIME}$`, examples: ['09:00'] },
                to: {
                  description:
                    '`HH:MM`, excluded; `24:00` is the end of the day. Not after `from`: the window runs past midnight.',
                  pattern: `^(?:${TIME}|24:00)$`,
                  examples: ['18:00'],
                },
              },
            },
          },
          holidays: {
            description: 'Dates on which no window begins. One that began the day before runs to its end.',
            items: { pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', examples: ['2027-01-01'] },
          },
        },
      },
      grant: {
        description: 'One line of the policy: allows or denies actions to somebody, somewhere.',
        // Only what allows can bind what it allows.
        oneOf: [
          { required: ['allow'], properties: { deny: false } },
          { required: ['deny'], properties: { allow: false, mask: false, content: false } },
        ],
        properties: {
          id: { description: 'Unique in the policy. Decisions name it.' },
          allow: { description: 'Actions, families of actions (`contacts.*`), or `*`.', ...patterns },
          deny: {
            description: 'Actions, families of actions (`contacts.*`), or `*`, whatever other grants say.',
            ...patterns,
          },
          to: {
            description: 'Everyone who holds a role, directly or through other roles, or one principal.',
            ...oneOf('role', 'principal'),
          },
          on: {
            description: 'Where it holds.',
            ...oneOf('lists', 'zones', 'account'),
            properties: {
              lists: {
                description:
                  "`any`: every list, and requests that name none; `own`: the principal's own; or these lists.",
              },
              zones: { description: '`own`: lists of a zone that the principal belongs to; or lists of these zones.' },
              account: { description: 'Only requests that name no list.' },
            },
          },
          during: { description: 'The name of the schedule while which it holds. Always, if left out.' },
          mask: {
            description: 'Contact fields to hide. One is hidden only if every grant that allows the request hides it.',
          },
          content: {
            description: 'What a letter may carry. Whatever is not named is not allowed.',
            properties: {
              from: { description: 'Addresses that may stand as the sender.' },
              replyTo: { description: 'Addresses that answers may go to, when the letter names one.' },
              mergeFields: { description: "Names of merge fields, in the letter's text or subject." },
              linkHosts: { description: 'Hosts of links: exact, or `*.romashka.example` for every subdomain.' },
              imageHosts: { description: 'Hosts of images: exact, or `*.romashka.example` for every subdomain.' },
            },
          },
        },
      },
    },
  }
}
