import { createEngine, definePolicy } from '@waxseal/policy'
import { allowlists } from './policy/allowlists.js'
import { askingBackwards } from './policy/asking-backwards.js'
import { changing } from './policy/changing.js'
import { openCompany } from './policy/company.js'
import { againstRivals, fromRawFacts, withManyGrantsAHead } from './policy/decisions.js'
import { explaining } from './policy/explaining.js'
import { loading } from './policy/loading.js'
import { schedules } from './policy/schedules.js'

console.log('policy: 10,000 people, 1,000 lists, 40 zones, 20 roles, 8 schedules')
await againstRivals()
await withManyGrantsAHead()
await fromRawFacts()
loading()
const company = openCompany(10_000, 20_000)
const engine = createEngine(definePolicy(company.policy), company)
await askingBackwards(company, engine)
await explaining(company, engine)
await changing(company, engine)
await allowlists()
await schedules()
