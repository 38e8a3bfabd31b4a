import { record } from './001-record.js'
import { vaults } from './002-vaults.js'
import type { Migration } from './migration.js'

/** All steps, in order. */
export const MIGRATIONS: readonly Migration[] = [record, vaults]
