declare module 'cidr-matcher' {
  export default class Matcher {
    constructor(networks: string[])
    contains(address: string): boolean
  }
}
