import { join } from 'node:path'
import { delivered, type LogRecord, type Outcome } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { createFile, diskOutcome, timeInName } from '../embedded.ts'
import { isoTime } from '../iso-time.ts'
import { type BodyTerms, bulkBody, tooLarge } from './bulk-body.ts'

const NONE: ReadonlySet<string> = new Set()

/** Writes the body that a server would get, named by its content: the same batch is the same file. Throws LF_SINK_TOO_LARGE as `write` does. */
export async function writeFile(folder: string, records: readonly LogRecord[], terms: BodyTerms): Promise<readonly Outcome[]> {
  const { indexNameOf, documents, ids, salvage, maxBytes } = terms
  const { body, refused, aside } = bulkBody(records, indexNameOf, { documents, ids, ...(salvage ? { asideOf: () => NONE } : {}) })
  const first = records.find((_, i) => !refused.has(i))
  const large = tooLarge(records.length - refused.size, body.length, maxBytes)
  const outcome = large ?? (first === undefined ? delivered : await putBody(folder, first.time, body))
  const salvaged: Outcome = outcome.status === 'delivered' ? { ...outcome, note: 'salvaged' } : outcome
  return records.map((_, i) => refused.get(i) ?? (aside.has(i) ? salvaged : outcome))
}

async function putBody(folder: string, time: number, body: Buffer): Promise<Outcome> {
  const path = join(folder, `${timeInName(isoTime(time) ?? '')}-${contentHash(body)}.ndjson`)
  try {
    await createFile(path, () => body)
    return delivered
  } catch (thrown) {
    return diskOutcome(thrown, path)
  }
}
