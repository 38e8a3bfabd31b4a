/** An error answer of the Go API: HTTP status, number and English text. */
export class GoFault extends Error {
  readonly status: number
  readonly code: number

  constructor(code: number, text: string, status = 400) {
    super(text)
    this.status = status
    this.code = code
  }
}
