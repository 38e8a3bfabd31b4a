import { type Fold, type Journal, type JournalEvent, type OpenFold, openFold } from '@waxseal/core'
import type { OffboardPorts } from './offboard-ports.js'

/** Every API key on the record, whatever its prefix and environment: an instance of `Keys` knows only those of its own. */
export class KeyIndex {
  readonly #owners = new Map<string, string>()
  readonly #series = new Map<string, string>()

  apply({ stream, type, version, data }: Pick<JournalEvent, 'data' | 'stream' | 'type' | 'version'>): void {
    const series = seriesOf(stream)
    if (series === undefined) return
    if (type === 'key.issued' && version === 0) this.#owners.set(series, String(data.owner))
    if (type === 'rotation.begun' && this.#owners.has(series)) this.#series.set(String(data.version), series)
  }

  ownerOf(series: string): string | undefined {
    return this.#owners.get(series)
  }

  /** The series of a version. */
  seriesOf(version: string): string | undefined {
    return this.#series.get(version)
  }

  ownedBy(owner: string): readonly string[] {
    return [...this.#owners].flatMap(([series, one]) => (one === owner ? [series] : []))
  }
}

/** The series of an API key by its id as a secret. */
export function seriesOf(secret: string): string | undefined {
  return secret.startsWith('key/') ? secret.slice('key/'.length) : undefined
}

const keyIndexFold: Fold<KeyIndex> = {
  name: 'key-index',
  version: 1,
  start: () => new KeyIndex(),
  apply(state, event) {
    state.apply(event)
    return state
  },
}

const OPEN = /* @__PURE__ */ new WeakMap<Journal, Map<string, Promise<OpenFold<KeyIndex>>>>()

/** The keys by everything that is durable by now. The record is read once for each journal. */
export async function keyIndex({ journal, tenant }: Pick<OffboardPorts, 'journal' | 'tenant'>): Promise<KeyIndex> {
  const folds = OPEN.get(journal) ?? new Map<string, Promise<OpenFold<KeyIndex>>>()
  OPEN.set(journal, folds)
  const opening = folds.get(tenant) ?? openFold(journal, keyIndexFold, { tenant })
  folds.set(tenant, opening)
  try {
    return await (await opening).catchUp()
  } catch (error) {
    folds.delete(tenant)
    throw error
  }
}
