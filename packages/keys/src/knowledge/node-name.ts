import type { ContainerId, SecretId } from './knowledge-fact.js'

// The nodes of the graph are texts: `vault/ops`, `key/…`, `key/…#version`, `group/ops`, `principal/maria`, `copy/17`.

const SECRET = /^(?:credential|key|secret|signing)\/[^#]+$/
const CONTAINER = /^(?:document|export|template|vault)\/./

/** Whether a value names a secret. */
export function isSecretId(value: unknown): value is SecretId {
  return isName(value) && SECRET.test(value)
}

/** Whether a value names a container. */
export function isContainerId(value: unknown): value is ContainerId {
  return isName(value) && CONTAINER.test(value)
}

/** A plain id: what has an `@` or a control character in it is no id. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200 && !/[@\p{Cc}]/u.test(value)
}

export function versionNode(secret: string, version: string): string {
  return `${secret}#${version}`
}

/** Secret and version of a node, if it is that of a version. */
export function versionOf(node: string): { readonly secret: SecretId; readonly version: string } | undefined {
  const at = node.indexOf('#')
  const secret = node.slice(0, at)
  return at > 0 && isSecretId(secret) ? { secret, version: node.slice(at + 1) } : undefined
}

export function principalNode(id: string): string {
  return `principal/${id}`
}

export function groupNode(id: string): string {
  return `group/${id}`
}

/** The principal of a node, if it is that of one. */
export function principalOf(node: string): string | undefined {
  return node.startsWith('principal/') ? node.slice('principal/'.length) : undefined
}

/** What an event made a copy of stays in the copy, whatever becomes of the original. */
export function copyNode(seq: number): string {
  return `copy/${seq}`
}

export function isCopy(node: string): boolean {
  return node.startsWith('copy/')
}
