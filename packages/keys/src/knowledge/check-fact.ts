import { type JsonObject, type JsonValue, WaxsealError } from '@waxseal/core'
import type { KnowledgeFact } from './knowledge-fact.js'
import { isContainerId, isName, isSecretId } from './node-name.js'

/** A fact that was checked, ready to be written. */
export interface CheckedFact {
  readonly stream: string
  readonly type: KnowledgeFact['type']
  readonly data: JsonObject
}

type Member = 'by' | 'container' | 'group' | 'into' | 'principal' | 'seenBy' | 'subgroup' | 'version' | 'what'

/** Which members a fact of a type has; `?` marks those that may be missing, `|` two of which there must be exactly one. */
const SHAPES: Readonly<Record<KnowledgeFact['type'], readonly string[]>> = {
  'secret.revealed': ['what', 'version?', 'principal|group', 'by?'],
  'secret.used': ['what', 'version?', 'principal'],
  'secret.copied': ['what', 'version?', 'principal', 'into?'],
  'secret.exported': ['what', 'version?', 'principal', 'into?'],
  'secret.imported': ['what', 'version?', 'principal', 'into?'],
  'secret.changed': ['what', 'version', 'seenBy?', 'by?'],
  'secret.ended': ['what', 'by?'],
  'container.filled': ['container', 'what', 'version?', 'by?'],
  'container.emptied': ['container', 'what?', 'version?', 'by?'],
  'container.shared': ['container', 'principal|group', 'by?'],
  'container.unshared': ['container', 'principal|group', 'by?'],
  'group.joined': ['group', 'principal|subgroup', 'by?'],
  'group.left': ['group', 'principal|subgroup', 'by?'],
}

const CHECKS: Readonly<Record<Member, (value: unknown) => boolean>> = {
  by: isName,
  container: isContainerId,
  group: isName,
  into: isContainerId,
  principal: isName,
  seenBy: (value) => Array.isArray(value) && value.every(isName),
  subgroup: isName,
  version: isName,
  what: (value) => isSecretId(value) || isContainerId(value),
}

/** Checks a fact and takes a copy of it. Throws `knowledge-invalid`: a fact that was not understood would be a secret missed later. */
export function checkFact(fact: KnowledgeFact): CheckedFact {
  const { type, ...members } = Object(fact) as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) throw invalid('no such `type` of fact')
  const shape = SHAPES[type as KnowledgeFact['type']]
  const data: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue
    const allowed = shape.some((part) => part.replace('?', '').split('|').includes(name))
    if (!allowed || !CHECKS[name as Member](value)) throw invalid(`\`${type}\` has a member that is not well formed`)
    data[name] = structuredClone(value) as JsonValue
  }
  for (const part of shape.filter((one) => !one.endsWith('?'))) {
    const given = part.split('|').filter((name) => Object.hasOwn(data, name))
    if (given.length !== 1) throw invalid(`\`${type}\` needs exactly one of \`${part.replace('|', '`, `')}\``)
  }
  const { what, version, container, group } = data
  const isOwn = typeof what === 'string' && what.startsWith('secret/')
  if ((type === 'secret.changed' || type === 'secret.ended') && !isOwn) {
    throw invalid(`\`${type}\` is for secrets of the host's own: the others have a rotation`)
  }
  if (version !== undefined && !isSecretId(what)) throw invalid('only secrets have a `version`')
  const subject = type.startsWith('secret.') ? what : (container ?? `group/${group}`)
  return { stream: `knowledge/${subject}`, type: type as KnowledgeFact['type'], data }
}

function invalid(message: string): WaxsealError<'knowledge-invalid'> {
  return new WaxsealError('knowledge-invalid', message)
}
