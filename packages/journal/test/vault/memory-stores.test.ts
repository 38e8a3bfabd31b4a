import { secretStoreContract, snapshotStoreContract, subjectVaultContract } from '@waxseal/testing'
import { describe, test } from 'vitest'
import { memorySecretStore, memorySnapshotStore, memorySubjectVault } from '../../src/index.js'

describe('secret store', () => {
  for (const { name, run } of secretStoreContract(memorySecretStore)) test(`contract: ${name}`, run)
})

describe('snapshot store', () => {
  for (const { name, run } of snapshotStoreContract(memorySnapshotStore)) test(`contract: ${name}`, run)
})

describe('subject vault', () => {
  for (const { name, run } of subjectVaultContract(memorySubjectVault)) test(`contract: ${name}`, run)
})
