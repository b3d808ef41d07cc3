import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, type LogRecord } from '../../../core/index.ts'
import { exampleEvent, exampleRecord, freeze, instanceOf } from '../../../core/testing/index.ts'
import postgresql from '../../../parsers/postgresql/index.ts'
import fingerprint from '../../../transforms/fingerprint.ts'
import redact from '../../../transforms/redact/index.ts'
import { postgresqlStatement } from '../sql/postgresql-statements.ts'
import { CANARY, showsCanary } from '../sql/statements.ts'

const fingerprinted = (record: LogRecord) => instanceOf(fingerprint).transform(record) as LogRecord
const redacted = (record: LogRecord) => instanceOf(redact).transform(record) as LogRecord

const PREFIX = '2026-11-22 11:22:35 UTC:10.0.0.7(5432):app@shop:[41]:'
const line = (label: string, text: string) => `${PREFIX}${label}:  ${text.replaceAll('\n', '\n\t')}\n`

/** The record that the parser makes of a text that is one event. */
function event(text: string): LogRecord {
  const answer = instanceOf(postgresql).parse(exampleEvent(text), {}) ?? []
  const [parsed] = 'records' in answer ? answer.records : answer
  return exampleRecord({ text, fields: parsed?.fields ?? {} })
}

describe('of an event the prefixes stay, and of its pieces all but the values', () => {
  test.each<readonly [string, string, string]>([
    [
      'a statement and its parameters',
      line('LOG', "duration: 12.500 ms  bind S_1/C_2: SELECT a\nFROM t WHERE b = $1 AND c = 'x'") +
        line('DETAIL', "parameters: $1 = 'it''s, $2 = ''y', $2 = NULL"),
      line('LOG', 'duration: 12.500 ms  bind S_1/C_2: SELECT a\nFROM t WHERE b = ? AND c = ?') +
        line('DETAIL', 'parameters: $1 = ?, $2 = ?'),
    ],
    [
      'an error',
      line('ERROR', 'duplicate key value violates unique constraint "items_pkey"') +
        line('DETAIL', 'Key (id, sku)=(1, secret) already exists.') +
        line('STATEMENT', "INSERT INTO items VALUES (1, 'secret')"),
      line('ERROR', 'duplicate key value violates unique constraint "items_pkey"') +
        line('DETAIL', 'Key (id, sku)=(?) already exists.') +
        line('STATEMENT', 'INSERT INTO items VALUES (?, ?)'),
    ],
    [
      'an error that quotes a value',
      line('ERROR', 'invalid input syntax for type integer: "secret" at character 8') +
        line('HINT', 'secret') +
        line('CONTEXT', 'PL/pgSQL function f_inner(integer) line 3 at RETURN\nSQL statement "SELECT \'secret\'"') +
        line('STATEMENT', 'FROBNICATE secret'),
      line('ERROR', '?') +
        line('HINT', '?') +
        line('CONTEXT', 'PL/pgSQL function f_inner(integer) line 3 at RETURN\n?') +
        line('STATEMENT', '?'),
    ],
    [
      'a plan',
      line('LOG', "duration: 1.000 ms  plan:\nQuery Text: SELECT 'secret'\nResult  (cost=0.00..0.01 rows=1 width=32)"),
      line('LOG', 'duration: 1.000 ms  plan:\n?'),
    ],
    [
      'a lock wait',
      line('LOG', 'process 41 still waiting for ShareLock on transaction 7 after 1000.129 ms') +
        line('DETAIL', 'Process holding the lock: 40. Wait queue: 41.') +
        line('STATEMENT', "UPDATE t SET a = 'secret'"),
      line('LOG', 'process 41 still waiting for ShareLock on transaction 7 after 1000.129 ms') +
        line('DETAIL', 'Process holding the lock: 40. Wait queue: 41.') +
        line('STATEMENT', 'UPDATE t SET a = ?'),
    ],
    [
      'a connection',
      line('LOG', 'connection authorized: user=app database=shop'),
      line('LOG', 'connection authorized: user=app database=shop'),
    ],
    ['a part that came apart', line('DETAIL', "Parameters: $1 = 'secret'"), line('DETAIL', 'Parameters: $1 = ?')],
  ])('%s', (_, before, after) => {
    const record = redacted(event(before))

    expect(record.text).toBe(after)
    expect(JSON.stringify(record)).not.toContain('secret')
    expect(record.fields).toMatchObject({
      Engine: 'postgresql',
      User: 'app',
      dbname: 'shop',
      pid: 41,
      timestamp: '2026-11-22 11:22:35 UTC',
    })
  })
})

test('a text in another form goes as a whole, and its fields are redacted alike', () => {
  const csv = `2026-11-22 11:22:35.760 UTC,"app","shop",7,"[local]",6b02d07b.7,3,"SELECT",2026-11-22 11:22:35 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: SELECT 'secret'",,,,,,,,,"app","client backend",,0\n`

  const { text, fields } = redacted(event(csv))

  expect(text).toBe('?\n')
  expect(fields).toMatchObject({ Query: 'SELECT ?', message: 'duration: 1.000 ms  statement: SELECT ?', Kind: 'duration', vxid: '3/0' })
})

test('what servers wrote is found again: no text of an event in a real log goes as a whole', () => {
  const log = decodeText(readFileSync(new URL('../../samples/postgresql/rds/input.log', import.meta.url)))
  const parser = instanceOf(postgresql)
  const starts = parser.split?.(log, true) ?? []

  const texts = starts.map((start, i) => redacted(event(log.slice(start, starts[i + 1]))).text)

  expect(texts.filter((text) => text === '?\n')).toEqual([])
  expect(texts.join('')).not.toMatch(/it''s|plain note|SK7/)
})

/** Events whose values are canaries. */
const record = fc
  .tuple(postgresqlStatement, fc.constantFrom('statement', 'bind', 'error', 'raised', 'apart', 'csv'), fc.constantFrom('\n', ''))
  .map(([statement, kind, end]): LogRecord => {
    const detail = line('DETAIL', `parameters: $1 = '${CANARY}''s', $2 = '${CANARY}\n${CANARY}'`)
    const texts = {
      statement: line('LOG', `duration: 1.000 ms  statement: ${statement}`),
      bind: line('LOG', `duration: 1.000 ms  bind S_1: ${statement}`) + detail,
      error: line('ERROR', `invalid input syntax: "${CANARY}"`) + detail + line('STATEMENT', statement),
      raised: line('LOG', `connection received: host=${CANARY}`) + line('CONTEXT', `${CANARY}`) + line('STATEMENT', statement),
      apart: line('STATEMENT', statement),
      csv: `2026-11-22 11:22:35.760 UTC,"app","shop",7,,,,,,,,ERROR,22P02,"${CANARY}","${CANARY}",,,,,"${statement.replaceAll('"', '""')}",,,"app","client backend",,0\n`,
    }
    const text = texts[kind as keyof typeof texts]
    return event(end === '' ? text.slice(0, -1) : text)
  })

test('no canary is left in any field or text, and nothing is left undone', () => {
  fc.assert(
    fc.property(record, fc.boolean(), (before, isFingerprinted) => {
      const after = redacted(freeze(isFingerprinted ? fingerprinted(before) : before))

      expect(showsCanary(JSON.stringify(after))).toBe(false)
      expect(redacted(after)).toEqual(after)
    }),
    { numRuns: 200 },
  )
})
