import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const COUNT = path.resolve(import.meta.dirname, '../../.ci/count.mjs')
const folder = mkdtempSync(path.join(tmpdir(), 'logferry-count-'))
const report = path.join(folder, 'report.json')

afterAll(() => rmSync(folder, { recursive: true }))

/** What the check says last of a run with these test files, each a list of how its tests ended. */
function count(...files: readonly (readonly string[])[]) {
  const testResults = files.map((states) => ({
    status: states.includes('failed') || states.includes('broken') ? 'failed' : 'passed',
    assertionResults: states.filter((status) => status !== 'broken').map((status) => ({ status })),
  }))
  writeFileSync(report, JSON.stringify({ testResults }))
  return run(report)
}

const run = (file: string) => {
  const { status, stdout } = spawnSync(process.execPath, [COUNT, file], { encoding: 'utf8' })
  return [stdout, status]
}

test('a run is counted over all its files', () => {
  expect(count(['passed', 'passed', 'skipped'], ['todo'], ['passed'])).toEqual(['3 passed, 0 failed, 2 skipped\n', 0])
})

test('a failed test fails the count', () => {
  expect(count(['passed', 'failed'], ['passed'])).toEqual(['2 passed, 1 failed, 0 skipped\n', 1])
})

test('a file that cannot be loaded counts as one failure, for it has no tests to count', () => {
  expect(count(['passed'], ['broken'])).toEqual(['1 passed, 1 failed, 0 skipped\n', 1])
})

test('a file whose hook broke counts as one failure beside the tests that it kept from running', () => {
  expect(count(['passed', 'broken', 'skipped'])).toEqual(['1 passed, 1 failed, 1 skipped\n', 1])
})

test('a run that left no report, or ran no test, is no success', () => {
  expect(run(path.join(folder, 'none.json'))).toEqual(['0 passed, 0 failed, 0 skipped\n', 1])
  expect(count()).toEqual(['0 passed, 0 failed, 0 skipped\n', 1])
})
