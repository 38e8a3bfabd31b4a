/** The date form of mail (RFC 5322 section 3.3), UTC. */
export function mailDate(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}
