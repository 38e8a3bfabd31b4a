import { openFleet } from './keys/fleet.js'
import { refusing, verifying } from './keys/verifying.js'

const fleet = await openFleet(10_000)
console.log('keys: 10,000 keys with expiry, scopes, three lists and three networks each; 300 ways to be allowed')
await verifying(fleet)
await refusing(fleet)
