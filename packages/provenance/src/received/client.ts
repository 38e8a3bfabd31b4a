import { type IpAddress, parseIpAddress } from '@waxseal/core'
import { readDomainName } from '../domain-name.js'
import { ipText } from '../ip-text.js'
import type { Clause } from './received-clauses.js'

/** Who handed a letter over, as the server saw it. */
export interface ReceivedClient {
  /** What the client called itself. */
  readonly helo?: string
  /** The name that the server found for the client's address, in lower-case ASCII. */
  readonly name?: string
  /** In the form of RFC 5952. */
  readonly address?: string
  /** Whether the server wrote the address beside the name, or it stands where the client's own word may stand. */
  readonly addressFrom?: 'client' | 'server'
}

const MAX_COMMENT = 1000
const MAX_HELO = 255
/** What the client told of itself: Exim's `helo=`, qmail's and Yahoo's `HELO `, the answer of an ident server. */
const CLAIMED = /\b(?:(?:helo|ehlo)[= ]\s*|ident[=:])[^\s)]*/gi
const HELO = /\b(?:helo|ehlo)[= ]\s*([^\s)]+)/i

/** Reads a from clause: `helo (name [address])` as RFC 5321 has it, and the forms of Exim, qmail, Exchange and Yahoo. */
export function readClient({ words, comments }: Clause): ReceivedClient {
  const [word = ''] = words
  const shown = comments.map((comment) => comment.slice(0, MAX_COMMENT))
  const spoken = shown.map((comment) => HELO.exec(comment)?.[1]).find((found) => found !== undefined)
  const helo = spoken ?? word
  const remaining = shown.map((comment) => comment.replace(CLAIMED, ' '))
  const seen = remaining.map(readPeerAddress).find((found) => found !== undefined)
  const own = readAddress(word)
  const address = seen ?? own
  const name = spoken === undefined ? remaining.map(firstName).find((found) => found !== undefined) : readName(word)
  return {
    ...(helo !== '' && helo.length <= MAX_HELO ? { helo } : {}),
    ...(name === undefined ? {} : { name }),
    // Exim puts the address first and the HELO behind it; alone, it may be the client's own word.
    ...(address ? { address: ipText(address), addressFrom: seen || spoken !== undefined ? 'server' : 'client' } : {}),
  }
}

/** The last address in brackets, or else the last one without: what stands before may be the client's word. */
function readPeerAddress(comment: string): IpAddress | undefined {
  const bracketed = [...comment.matchAll(/\[([^[\]\s]{2,64})\]/g)].map(([, text = '']) => readAddress(text))
  const found = bracketed.findLast((address) => address !== undefined)
  if (found) return found
  const bare = comment.split(/[\s,()]+/).map((text) => readAddress(text.slice(text.lastIndexOf('@') + 1)))
  return bare.findLast((address) => address !== undefined)
}

/** `192.0.2.1`, `[192.0.2.1]:25`, `IPv6:2001:db8::1`, `fe80::1%eth0`. */
function readAddress(text: string): IpAddress | undefined {
  if (text.length > 80) return undefined
  const bare = text.replace(/^\[|\](?::\d{1,5})?$/g, '').replace(/^ipv6:/i, '')
  const address = parseIpAddress(bare.replace(/%[\w.-]{1,20}$/, ''))
  return address ?? parseIpAddress(bare.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, '$1'))
}

function firstName(comment: string): string | undefined {
  return readName(/^\s*([^\s[\]()]+)/.exec(comment)?.[1] ?? '')
}

function readName(text: string): string | undefined {
  const bare = text.slice(text.lastIndexOf('@') + 1)
  const name = readDomainName(bare.endsWith('.') ? bare.slice(0, -1) : bare)
  return name?.includes('.') && !readAddress(name) ? name : undefined
}
