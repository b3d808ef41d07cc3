import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, logferry } from './logferry.ts'

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('prints fingerprint and id of each statement, as the transform gives them', async () => {
  const input = '"SELECT a FROM t WHERE b = \'it\\\\\'s\'"\n"select 1 -- \u2028\\n, 2"\n'

  const { status, stdout } = await logferry(['fingerprint'], { cwd: emptyFolder(), input })

  expect(status).toBe(0)
  expect(lines(stdout)).toEqual([
    { fingerprint: 'SELECT `a` FROM `t` WHERE `b` = ?', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
    { fingerprint: 'SELECT ?, ...', id: 'bc3ac4f8277b64b3' },
  ])
})

test('gives a line for each line: nulls for null, and none for empty ones', async () => {
  const { stdout } = await logferry(['fingerprint', '-'], { cwd: emptyFolder(), input: 'null\r\n\n""' })

  expect(lines(stdout)).toEqual([
    { fingerprint: null, id: null },
    { fingerprint: '', id: 'e3b0c44298fc1c14' },
  ])
})

test('reads files, one after the other, whatever their length', async () => {
  const cwd = emptyFolder()
  writeFileSync(path.join(cwd, 'a'), '"SELECT a"\n')
  writeFileSync(path.join(cwd, 'b'), '"SELECT b"\n'.repeat(20_000))

  const { stdout } = await logferry(['fingerprint', 'a', 'b'], { cwd })

  const fingerprints = lines(stdout).map(({ fingerprint }) => fingerprint)
  expect(fingerprints.length).toBe(20_001)
  expect(new Set(fingerprints)).toEqual(new Set(['SELECT `a`', 'SELECT `b`']))
})

test('says which line is no statement, and never what it holds', async () => {
  const { status, stderr } = await logferry(['fingerprint'], { cwd: emptyFolder(), input: '"SELECT 1"\n"secret\n' })

  expect(status).toBe(2)
  expect(stderr).toContain('LF_USAGE stdin:2 is no JSON string: give one statement per line, as `jq .fields.Query` prints them')
  expect(stderr).not.toContain('secret')
})

test('says that there is no such file', async () => {
  const { status, stderr } = await logferry(['fingerprint', 'none'], { cwd: emptyFolder() })

  expect(status).toBe(1)
  expect(stderr).toContain('LF_INPUT_MISSING none: there is no such file')
})
