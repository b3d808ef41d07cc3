import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const HERE = import.meta.dirname
const ROOT = path.resolve(HERE, '../..')

let folder: string

beforeAll(() => {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true })
  folder = mkdtempSync(path.join(ROOT, '.cache/describe-'))
  mkdirSync(path.join(folder, 'servers/tide'), { recursive: true })
  mkdirSync(path.join(folder, 'test'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a test file of its own with two tests that need a server, the second of which fails. */
function runTests(server: string, env: Readonly<Record<string, string>>) {
  writeFileSync(
    path.join(folder, 'test/some.test.ts'),
    `import { expect, test } from 'vitest'
     import { describeWithServer } from ${JSON.stringify(path.join(HERE, 'describe-with-server.ts'))}
     describeWithServer(${JSON.stringify(server)}, (at) => {
       test('gets the folder', () => expect(at).toBe(${JSON.stringify(path.join(folder, 'servers', server))}))
       test('fails', () => expect(1).toBe(2))
     }, ${JSON.stringify(path.join(folder, 'servers'))})`,
  )
  const report = path.join(folder, 'report.json')
  const flags = ['run', '--root', folder, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { LOGFERRY_REQUIRE_SERVERS: _, ...plain } = process.env
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), ...flags], {
    env: { ...plain, ...env },
    encoding: 'utf8',
  })
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = JSON.parse(readFileSync(report, 'utf8'))
  return { status, stderr, counts: { passed, failed, skipped } }
}

test('tests run where their server is there', () => {
  const { status, counts } = runTests('tide', {})

  expect(status).toBe(1)
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('tests whose server is not there are skipped, and stderr says which command fetches it', () => {
  const { status, stderr, counts } = runTests('ebb', {})

  expect(status).toBe(0)
  expect(counts).toEqual({ passed: 0, failed: 0, skipped: 2 })
  expect(stderr).toContain('skipped: what needs the server ebb; `npm run servers` fetches it\n')
})

test('a server that is required and not there is a failure, with the same advice', () => {
  const { status, stderr, counts } = runTests('ebb', { LOGFERRY_REQUIRE_SERVERS: '1' })

  expect(status).toBe(1)
  expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(stderr).toMatch(/the server ebb is not in \S+servers: `npm run servers` fetches it/)
})
