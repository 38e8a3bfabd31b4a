import { SmtpTransport } from '@upyo/smtp'

/** The host's own mail server. On this machine there is no TLS and no password. */
export function createSmtpTransport(server: { readonly host: string; readonly port: number }): SmtpTransport {
  return new SmtpTransport({ host: server.host, port: server.port, secure: false, poolSize: 4 })
}
