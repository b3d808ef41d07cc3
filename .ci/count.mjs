/** Says `N passed, N failed, N skipped` of a JSON report of vitest; exits 1 unless some test passed and none failed. */
import { existsSync, readFileSync } from 'node:fs'

const [path] = process.argv.slice(2)
const files = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : []
const states = files.flatMap(({ status, assertionResults }) => {
  const own = assertionResults.map((test) => test.status)
  // A file that cannot be loaded, or whose hook broke, fails without a failed test of its own.
  return status === 'failed' && !own.includes('failed') ? ['failed', ...own] : own
})
const passed = states.filter((state) => state === 'passed').length
const failed = states.filter((state) => state === 'failed').length
console.log(`${passed} passed, ${failed} failed, ${states.length - passed - failed} skipped`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
