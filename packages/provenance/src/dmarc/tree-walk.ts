import type { DnsFault, DnsQuestions } from '../dns-questions.js'
import { type DmarcRecord, readDmarcRecord } from './dmarc-record.js'

/** A record and the domain it was found at. */
export interface FoundRecord {
  readonly domain: string
  readonly record: DmarcRecord
}

/** What a walk up the tree found, longest name first, and what ended it before its end. */
export interface TreeWalk {
  readonly found: readonly FoundRecord[]
  readonly fault?: DnsFault
}

/** A name of more labels is cut to this at once, so that eight questions are enough (RFC 9989 section 4.10). */
const MAX_LABELS = 7

/** Asks for the record of one domain. */
export async function fetchDmarcRecord(
  domain: string,
  questions: DnsQuestions<'TXT'>,
): Promise<DmarcRecord | DnsFault | undefined> {
  const texts = await questions.ask(`_dmarc.${domain}`, 'TXT')
  return typeof texts === 'string' ? texts : readDmarcRecord(texts)
}

/** Walks from a domain to the top-level domain. */
export async function walkTree(domain: string, questions: DnsQuestions<'TXT'>): Promise<TreeWalk> {
  const found: FoundRecord[] = []
  for (
    let labels = domain.split('.');
    labels.length > 0;
    labels = labels.slice(Math.max(1, labels.length - MAX_LABELS))
  ) {
    const name = labels.join('.')
    const record = await fetchDmarcRecord(name, questions)
    if (typeof record === 'string') return { found, fault: record }
    if (record) found.push({ domain: name, record })
    if (record && record.psd !== 'u') break
  }
  return { found }
}

/** The domain at the head of the organization that a domain belongs to (RFC 9989 section 4.10.2). */
export function selectOrganization(domain: string, { found }: TreeWalk): string {
  for (const { domain: at, record } of found) {
    if (record.psd === 'n') return at
    if (record.psd === 'y' && at !== domain) {
      return domain
        .split('.')
        .slice(-at.split('.').length - 1)
        .join('.')
    }
  }
  return found[found.length - 1]?.domain ?? domain
}
