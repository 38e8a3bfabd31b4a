import { inspect } from 'node:util'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { createKeys, parseApiKey } from '@waxseal/keys'
import { test } from 'vitest'
test('x', async () => {
  const journal = memoryJournal()
  const keys = createKeys({ journal, keyRing: memoryKeyRing() })
  const issued = await keys.issue({ owner: 'crm', scopes: ['a.*'], lists: ['501'], ips: ['10.0.0.0/8'], expiresIn: '90d', by: 'maria' })
  console.log(issued, issued.key, keys.verify(issued.key, { ip: '10.1.2.3', scope: 'a.b', list: '501' }))
  const n = await keys.rotate(issued.id)
  console.log(n, inspect(n, { showHidden: true }), JSON.stringify(n), keys.list(), parseApiKey(n.key))
  await keys.flush()
  for await (const e of journal.read()) console.log(JSON.stringify(e))
})
