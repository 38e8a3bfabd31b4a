import { durable } from './journal/durable.js'
import { opening } from './journal/opening.js'
import { trees } from './journal/trees.js'

await trees()
await durable()
await opening()
