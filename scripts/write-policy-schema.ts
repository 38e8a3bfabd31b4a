import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyJsonSchema } from '../packages/policy/src/policy/json-schema.js'
import { root } from './workspace.js'

const path = join(root, 'packages/policy/policy.schema.json')
writeFileSync(path, JSON.stringify(policyJsonSchema()))
execFileSync('npx', ['biome', 'format', '--write', path], { cwd: root, stdio: 'inherit' })
