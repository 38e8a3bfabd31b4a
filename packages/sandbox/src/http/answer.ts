/** An HTTP answer, and what the request log says of it. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly outcome: string
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** An answer in JSON. */
export function jsonAnswer(value: unknown, outcome: string, status = 200): Answer {
  return { status, type: JSON_TYPE, body: JSON.stringify(value), outcome }
}

/** A page as a server or a proxy in between gives it. */
export function pageAnswer(status: number, title: string, outcome: string): Answer {
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { status, type: 'text/html; charset=utf-8', body, outcome }
}
