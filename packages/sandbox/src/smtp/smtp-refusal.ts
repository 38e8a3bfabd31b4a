/** An error that the server answers with the given SMTP reply code. */
export function refusal(responseCode: number, text: string): Error & { responseCode: number } {
  return Object.assign(new Error(text), { responseCode })
}
