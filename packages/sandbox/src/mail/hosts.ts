/** A mail server of the sandbox's world, as the receiver sees it: its name and its address (RFC 5737). */
export interface MailHost {
  readonly name: string
  readonly address: string
}

/** Envelope domain of the service, as observed: `postman<account>@us6-usndr.com`. */
export const BOUNCE_DOMAIN = 'us6-usndr.com'

/** Domain of the service's own signature, as observed, with selector `jul2015`. */
export const SERVICE_DOMAIN = 'topeml.com'

/** The outgoing relay of the service. */
export const SERVICE_RELAY: MailHost = { name: 'smtp12.emlone.com', address: '198.51.100.12' }

/** The outgoing server of the host itself. */
export const HOST_RELAY: MailHost = { name: 'mail.host.example', address: '203.0.113.25' }

/** Everybody else comes from here: all of them really come from loopback, which says nothing. */
export const OUTSIDE_ADDRESS = '192.0.2.66'

/** The receiving server; also its authserv-id. */
export const RECEIVER_NAME = 'mx.receiver.example'
