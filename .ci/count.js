// Prints `N passed, N failed` from vitest's JSON report and the number of other steps that failed. Exits 1 when anything failed.
import { readFileSync } from 'node:fs'

const [, , path, broken = '0'] = process.argv

function readReport() {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

const report = readReport()
const passed = report?.numPassedTests ?? 0
// A file that could not be loaded has no tests to count, and must not pass for it.
const unloaded = (report?.testResults ?? []).filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
)
const tests = (report?.numFailedTests ?? 0) + unloaded.length
// Vitest failed outside of any test, or nothing was run at all and no step says so.
const silent = tests === 0 && (report?.success === false || (report === undefined && Number(broken) === 0)) ? 1 : 0
const failed = tests + Number(broken) + silent

const skipped = report?.numPendingTests ?? 0
if (skipped > 0)
  console.log(
    `${skipped} tests were skipped: suites of others need CONFORMANCE_DIR, and PGlite is tried where no PostgreSQL is`,
  )
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
