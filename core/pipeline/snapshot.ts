import type { LogRecord, Outcome } from '../model.ts'
import type { SnapshotPlan } from '../plan.ts'
import { tally } from '../telemetry.ts'
import { sealed } from './sealed.ts'
import { endForks, type Fork, openFork, type SendTerms } from './send.ts'
import { pictureName, SNAPSHOT_SOURCE, subjectsOf } from './subjects.ts'

const MINUTE = 60_000

/**
 * A snapshot as a record, which says what pictures there should be. Of one minute there is one: asked for twice, it has the same id. Its
 * pictures are drawn for each of `fields.for`, at its time.
 */
export function snapshotRecord({ name, pictures, for: subjects }: Pick<SnapshotPlan, 'name' | 'pictures' | 'for'>, now: number): LogRecord {
  const time = Math.floor(now / MINUTE) * MINUTE
  const record: LogRecord = {
    id: `snapshot/${name}/${new Date(time).toISOString().slice(0, 16)}Z`,
    time,
    text: '',
    origin: { source: SNAPSHOT_SOURCE, logGroup: `snapshot/${name}`, logStream: name },
    fields: { Snapshot: name, Pictures: pictures, for: subjects },
  }
  const names = subjectsOf(record).flatMap((subject) => pictures.map((renderer) => pictureName(renderer, subject)))
  return { ...record, text: names.join('\n') }
}

/** Sends a snapshot on its branches, as an event is that was read; never rejects. */
export async function deliverSnapshot(fork: Fork, record: LogRecord, terms: SendTerms): Promise<Outcome> {
  const counts = tally()
  const open = openFork(fork, terms, counts.note)
  open.offer({ event: 0, record: sealed(record) })
  const [outcome] = await endForks([open], { routes: [fork.id], reasons: [undefined], events: [] }, counts, terms)
  return outcome as Outcome
}
