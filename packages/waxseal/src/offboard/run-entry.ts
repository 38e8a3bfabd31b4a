import type { Step } from './step.js'

/** A step with what became of it so far. */
export interface Entry {
  readonly step: Step
  readonly status: 'done' | 'open'
  /** Why it is still open. */
  readonly code?: string
  /** A version that was made for it and is not yet in use. */
  readonly staged?: string
  /** Versions that are in the hands of those who need them. */
  readonly delivered?: readonly string[]
  /** The last of them arrived when another run had gone on, so the step must be looked at again. */
  readonly late?: true
}

type Turn = (entry: Entry, words: { readonly version: string; readonly code: string; readonly late: boolean }) => Entry

/** What the words of the record make of a step. */
export const TURNS: ReadonlyMap<string, Turn> = /* @__PURE__ */ new Map(
  Object.entries<Turn>({
    // Whoever takes the step up again sees what has arrived.
    intended: ({ late: _, ...entry }) => entry,
    done: ({ code: _, ...entry }) => ({ ...entry, status: entry.late ? 'open' : 'done' }),
    open: (entry, { code }) => ({ ...entry, status: 'open', code }),
    staged: (entry, { version }) => ({ ...entry, staged: version }),
    delivered: ({ late: _, ...entry }, { version, late }) => ({
      ...entry,
      ...(late ? { status: 'open', code: 'delivered-late', late } : {}),
      delivered: [...(entry.delivered ?? []), version],
    }),
  }),
)
