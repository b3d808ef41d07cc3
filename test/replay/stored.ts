import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type LogRecord, type Outcome, type Pipeline, rejected } from '../../core/index.ts'
import { exampleRecord, fakeJob, instanceOf } from '../../core/testing/index.ts'
import s3 from '../../sinks/s3/index.ts'

/** A folder that goes when the test has finished. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'logferry-replay-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Stores records as the `s3` sink does: one delivery for each list. */
export async function stored(folder: string, deliveries: readonly (readonly LogRecord[])[], options: object = {}): Promise<void> {
  const sink = instanceOf(s3, { url: `file:${folder}`, ...options })
  for (const records of deliveries) {
    const outcomes = await sink.write(records, fakeJob())
    if (outcomes.some(({ status }: Outcome) => status !== 'delivered')) throw new Error(JSON.stringify(outcomes))
  }
}

export function put(folder: string, key: string, content: string | Uint8Array): void {
  const file = path.join(folder, key)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const HOUR_MS = 3_600_000
export const TIME = Date.parse('2026-11-24T10:00:00Z')

/** Of that number; sixty of them to an hour. */
export const recordOf = (i: number, more: Partial<LogRecord> = {}): LogRecord =>
  exampleRecord({ id: `id${i}`, time: TIME + (i * HOUR_MS) / 60, text: `text ${i}`, ...more })

export const letterOf = (i: number, sink = 'search', more: Partial<LogRecord> = {}): LogRecord =>
  recordOf(i, { refused: { sink, branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED', detail: 'on purpose' }, ...more })

export const refusal = rejected('LF_SINK_REFUSED', 'on purpose')

export const noTrigger = async (_: unknown, __: Pipeline): Promise<never> => {
  throw new Error('there is no trigger here')
}
