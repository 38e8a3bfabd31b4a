/**
 * What can go wrong with a call:
 * - `cut-before`: the connection is cut and nothing was done;
 * - `cut-after`: everything was done, then the connection is cut without an answer;
 * - `http-503`: a 503 page, nothing was done;
 * - `html`: a page with status 200 as a proxy or a captive portal gives it, nothing was done;
 * - `broken-json`: everything was done, the answer breaks off in the middle;
 * - `stall`: never an answer, nothing was done;
 * - `limit`: over the limit of the key (classic: code `api_call_limit_exceeded_for_api_key`; Go: HTTP 429);
 * - `retry-later`: a temporary fault of the provider (classic: code `retry_later`; Go: HTTP 500, code 150).
 */
export type FaultKind =
  | 'cut-before'
  | 'cut-after'
  | 'http-503'
  | 'html'
  | 'broken-json'
  | 'stall'
  | 'limit'
  | 'retry-later'

/** A fault to be armed. */
export interface Fault {
  /** Wire name: `importContacts`, `async/exportContacts`, `email/send`; `file` for the download of a job's file. */
  readonly method: string
  readonly kind: FaultKind
  /** For how many calls. @default 1 */
  readonly times?: number
}

/** The armed faults, taken in the order in which they were armed. */
export class FaultPlan {
  readonly #armed: { method: string; kind: FaultKind; left: number }[] = []

  arm(fault: Fault): void {
    const left = fault.times ?? 1
    if (left > 0) this.#armed.push({ method: fault.method.replace(/\.json$/, ''), kind: fault.kind, left })
  }

  take(method: string): FaultKind | undefined {
    const index = this.#armed.findIndex((fault) => fault.method === method)
    const fault = this.#armed[index]
    if (fault === undefined) return undefined
    fault.left--
    if (fault.left === 0) this.#armed.splice(index, 1)
    return fault.kind
  }
}
