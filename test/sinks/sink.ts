import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Job, LogRecord, Outcome, Sink } from '../../core/index.ts'
import { fakeJob } from '../../core/testing/index.ts'

/** A folder that goes when the test has finished. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logferry-sink-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const write = (sink: Sink, records: readonly LogRecord[], job: Partial<Job> = {}): Promise<readonly Outcome[]> =>
  sink.write(records, fakeJob(job))

/** 2026-11-22T11:10:01.847Z */
export const TIME = 1_795_345_801_847
export const HOUR_MS = 60 * 60 * 1000

export const recordOf = (more: Partial<LogRecord> = {}): LogRecord => ({
  id: '36688386359167032444488277746073370821258883009186001241',
  time: TIME,
  text: '# Query_time: 12.4  Lock_time: 0.000206 Rows_sent: 10  Rows_examined: 3145718\nSELECT 1;',
  origin: { source: 'cloudwatch', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'shop-1', account: '123456789012' },
  fields: { Instance: 'shop-1', Query_time: 12.4, Lock_time: 0.000206, Rows_sent: 10, Rows_examined: 3_145_718, Query: 'SELECT 1' },
  ...more,
})

/** The paths of all files below a folder, sorted, temporary ones left out. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.tmp-'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

export const gunzipped = (folder: string, file: string): Buffer => gunzipSync(readFileSync(join(folder, file)))

/** The JSON of each line. */
export const parseLines = (text: string | Buffer): readonly Record<string, unknown>[] =>
  String(text)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

/** The only one of a list. */
export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`${list.length} in place of one`)
  return list[0] as T
}
