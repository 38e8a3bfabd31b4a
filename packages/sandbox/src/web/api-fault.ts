/** An error answer of the classic API: its code and the text that goes with it. */
export class ApiFault extends Error {
  readonly code: string

  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

/** The provider puts an internal reference before many texts, and quotes the value that it did not like. */
export function referenced(text: string): string {
  return `SZ151225-04 [${text}]`
}
