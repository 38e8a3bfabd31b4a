import {
  journalContract,
  secretStoreContract,
  sharedJournalContract,
  snapshotStoreContract,
  subjectVaultContract,
} from '@waxseal/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { findPostgres } from '../../../test/support/postgres/find-postgres.js'
import {
  type PostgresPool,
  postgresJournal,
  postgresSecretStore,
  postgresSnapshotStore,
  postgresSubjectVault,
} from '../src/index.js'
import { openPool, schemaOf } from './test-pool.js'

// PGlite takes long to wake up: where a server can be had, it is tried with THOROUGH=1 only.
const installed = findPostgres() !== undefined
const KINDS = [
  ...(installed ? (['server'] as const) : []),
  ...(installed && process.env.THOROUGH !== '1' ? [] : (['pglite'] as const)),
]

describe.each(KINDS)('on %s', (kind) => {
  let pool: PostgresPool
  let close = async () => {}

  beforeAll(async () => {
    const opened = await openPool(kind)
    pool = opened.pool
    close = opened.close
  }, 30_000)
  afterAll(() => close())

  const reopens = { reopens: true }
  const openJournal = async (place: string) => postgresJournal({ pool, schema: await schemaOf(pool, place) })
  const contracts = {
    journal: journalContract(openJournal, reopens),
    'journal by polling': sharedJournalContract(async (place) => {
      return postgresJournal({ pool, schema: await schemaOf(pool, place), listen: false, poll: 100 })
    }),
    'shared journal': sharedJournalContract(openJournal),
    secrets: secretStoreContract(async (place) => {
      return postgresSecretStore({ pool, schema: await schemaOf(pool, place) })
    }, reopens),
    subjects: subjectVaultContract(async (place) => {
      return postgresSubjectVault({ pool, schema: await schemaOf(pool, place) })
    }, reopens),
    snapshots: snapshotStoreContract(async (place) => {
      return postgresSnapshotStore({ pool, schema: await schemaOf(pool, place) })
    }, reopens),
  }
  for (const [port, cases] of Object.entries(contracts)) {
    for (const { name, run } of cases) test(`${port}: ${name}`, run)
  }
})
