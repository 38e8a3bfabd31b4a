export { type NodeDnsOptions, nodeDns } from './node-dns.js'
