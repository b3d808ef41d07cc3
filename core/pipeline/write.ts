import type { LimitFunction } from 'p-limit'
import { codeOf, type ErrorCode, messageOf } from '../errors.ts'
import type { LogRecord, Outcome, Picture } from '../model.ts'
import { rejected, retry } from '../outcome.ts'
import type { Batch, RetryPolicy } from '../plan.ts'
import type { Sink } from '../plugin.ts'
import { answerFault } from './answer-fault.ts'
import { batchCutter } from './batch.ts'
import { wait, withDeadline } from './deadline.ts'
import { readable } from './readable.ts'

/** A sink instance and on what terms the core writes to it. */
export interface Destination {
  readonly id: string
  readonly sink: Sink
  readonly batch: Batch
  readonly retry: RetryPolicy
  readonly timeoutMs: number
  /** Shared by all that writes to this instance: so many batches are in flight at once. */
  readonly limit: LimitFunction
}

export interface WriteTerms {
  readonly signal: AbortSignal
  /** When the signal will fire, in milliseconds, if that is known. */
  readonly deadline?: number
  readonly pictures: (record: LogRecord) => Promise<readonly Picture[]>
  /** What could not be drawn of them, once they were asked for. */
  readonly missing?: (record: LogRecord) => readonly string[]
  /** Those that a record speaks for. */
  readonly alike?: (record: LogRecord) => readonly LogRecord[]
  readonly now: () => number
  /** Between 0 and 1. */
  readonly random: () => number
}

/** A destination that asks for a longer pause than this gets it from the source, which sends the events again. */
const LONGEST_PAUSE_MS = 60_000

/** Records on their way to a destination. */
export interface Writing {
  add(record: LogRecord): void
  /** One outcome per record, in order; never rejects. */
  end(): Promise<readonly Outcome[]>
}

/** Writes what is added, each batch as soon as it is full. */
export function startWriting(to: Destination, terms: WriteTerms): Writing {
  const cutter = batchCutter(to.batch)
  const written: Promise<readonly Outcome[]>[] = []
  const write = (batch: readonly LogRecord[] | undefined) => {
    if (batch === undefined) return
    const outcomes = to.limit(() => writeBatch(to, batch, terms))
    // Nobody waits for it if the delivery breaks before its end.
    outcomes.catch(() => undefined)
    written.push(outcomes)
  }
  return {
    add: (record) => write(cutter.add(record)),
    async end() {
      write(cutter.end())
      return (await Promise.all(written)).flat()
    },
  }
}

/** Writes all records, batch by batch. One outcome per record, in order; never rejects. */
export function writeAll(to: Destination, records: readonly LogRecord[], terms: WriteTerms): Promise<readonly Outcome[]> {
  const writing = startWriting(to, terms)
  for (const record of records) writing.add(record)
  return writing.end()
}

/** Writes one batch until nothing is left to send again, or the policy or the signal says stop. */
export async function writeBatch(to: Destination, batch: readonly LogRecord[], terms: WriteTerms): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = batch.map(() => retry('LF_DEADLINE'))
  let pending = batch.map((_, i) => i)
  for (let attempt = 1; pending.length > 0 && !terms.signal.aborted; attempt++) {
    const records = pending.map((i) => batch[i] as LogRecord)
    const answers = await attemptWrite(to, records, attempt, terms)
    const settled = answers === 'too large' ? await writeHalves(to, records, terms) : answers
    pending.forEach((place, i) => {
      outcomes[place] = settled[i] as Outcome
    })
    if (answers === 'too large' || attempt >= to.retry.attempts) break
    pending = pending.filter((place) => outcomes[place]?.status === 'retry')
    if (pending.length === 0) break
    const pause = pauseAfter(
      attempt,
      pending.map((place) => outcomes[place] as Outcome),
      to.retry,
      terms.random,
    )
    const isTooLong = pause > LONGEST_PAUSE_MS || (terms.deadline !== undefined && terms.now() + pause >= terms.deadline)
    if (isTooLong || !(await wait(pause, terms.signal))) break
  }
  return outcomes
}

async function writeHalves(to: Destination, records: readonly LogRecord[], terms: WriteTerms): Promise<readonly Outcome[]> {
  if (records.length === 1) return [rejected('LF_SINK_TOO_LARGE', 'one record alone is too large')]
  const half = Math.ceil(records.length / 2)
  const first = await writeBatch(to, records.slice(0, half), terms)
  return [...first, ...(await writeBatch(to, records.slice(half), terms))]
}

async function attemptWrite(
  to: Destination,
  records: readonly LogRecord[],
  attempt: number,
  { signal, pictures, missing, alike }: WriteTerms,
): Promise<readonly Outcome[] | 'too large'> {
  // A list of its own, for a sink may sort it.
  const shown = to.sink.bytes === true ? records.slice() : records.map(readable)
  const known = {
    ...(missing === undefined ? {} : { missing }),
    ...(alike === undefined ? {} : { alike: (record: LogRecord) => alike(record).map(readable) }),
  }
  const answer = await withDeadline(signal, to.timeoutMs, (inner) => to.sink.write(shown, { signal: inner, attempt, pictures, ...known }))
  const all = (code: ErrorCode, detail: string) => records.map(() => retry(code, detail))
  if ('value' in answer) {
    const fault = answerFault(answer.value, records.length)
    return fault === undefined ? answer.value : all('LF_PLUGIN_CONTRACT', `the sink "${to.id}" answered with ${fault}`)
  }
  if ('late' in answer)
    return answer.late === 'timeout' ? all('LF_SINK_TIMEOUT', `no answer in ${to.timeoutMs} ms`) : all('LF_DEADLINE', 'no answer in time')
  const code = codeOf(answer.thrown, 'LF_SINK_FAILED')
  return code === 'LF_SINK_TOO_LARGE' ? 'too large' : all(code, messageOf(answer.thrown))
}

/** Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never sooner than the destination asks. */
function pauseAfter(attempt: number, outcomes: readonly Outcome[], { baseMs, capMs }: RetryPolicy, random: () => number): number {
  const asked = Math.max(0, ...outcomes.map((outcome) => (outcome.status === 'retry' ? (outcome.retryAfterMs ?? 0) : 0)))
  return Math.max(asked, random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)))
}
