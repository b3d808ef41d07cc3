import { type Job, LogferryError, type LogRecord, type Outcome, retry } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'
import { type AskTerms, ask } from './ask.ts'
import { type BodyTerms, type BulkBody, bulkBody, tooLarge } from './bulk-body.ts'
import type { Item, Verdict } from './item.ts'
import { refusedFields } from './salvage.ts'
import { errorText } from './server-error.ts'
import { verdictsOf } from './verdicts.ts'

export interface WriteTerms extends AskTerms, BodyTerms {
  /** Says it, unless it has said it before. */
  readonly say: (key: string, message: string, facts: Readonly<Record<string, string>>) => void
}

/** A record on its way. */
interface Entry {
  readonly record: LogRecord
  readonly place: number
  /** The fields to be put aside, and why. */
  readonly aside: ReadonlyMap<string, string>
  /** It lost a race, and is sent again as it was. */
  readonly raced: boolean
}

/** A document as it was sent, with the fields that are not in their places. */
interface Sent extends Entry {
  readonly left: readonly string[]
}

/** Requests of one write: the first; then one each with what was refused, less the field at fault; in the last, less all fields. */
const MOST_ROUNDS = 5

/** Sends the records, and those of which a part is refused once more without it. Throws LF_SINK_TOO_LARGE where halves may pass. */
export async function write(records: readonly LogRecord[], job: Job, terms: WriteTerms): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const stored: Sent[] = []
  let entries: readonly Entry[] = records.map((record, place) => ({ record, place, aside: new Map(), raced: false }))
  for (let round = 1; entries.length > 0; round++) {
    const { body, refused, aside } = bodyOf(entries, terms)
    for (const [i, outcome] of refused) outcomes[(entries[i] as Entry).place] = outcome
    const sent = entries.flatMap((entry, i) => (refused.has(i) ? [] : [{ ...entry, left: aside.get(i) ?? [] }]))
    if (sent.length === 0) break
    const answer = await request(body, sent.length, round, job, terms)
    const ids = sent.map(({ record }) => record.id)
    const verdicts = 'items' in answer ? verdictsOf(ids, answer.items, terms.ids) : sent.map((): Verdict => ({ outcome: answer.all }))
    stored.push(...sent.filter((_, i) => verdicts[i]?.outcome.status === 'delivered'))
    const accepted = acceptedNames(stored, terms)
    entries = sent.flatMap((entry, i) => {
      const verdict = verdicts[i] as Verdict
      const next = round < MOST_ROUNDS ? nextTry(entry, verdict, round, accepted, terms) : undefined
      if (next !== undefined) return [next]
      outcomes[entry.place] = settled(entry, verdict, terms)
      return []
    })
  }
  return outcomes
}

function bodyOf(entries: readonly Entry[], { indexNameOf, documents, ids, salvage }: WriteTerms): BulkBody {
  const asideOf = (i: number) => (entries[i] as Entry).aside
  return bulkBody(
    entries.map(({ record }) => record),
    indexNameOf,
    salvage ? { documents, ids, asideOf } : { documents, ids },
  )
}

/** Halves are asked for down to this size, in bytes: what is smaller was not refused for its size. */
const LEAST_HALVED = 256 * 1024

type Answered = { readonly items: readonly (Item | undefined)[] } | { readonly all: Outcome }

/** The answer to a body of so many documents. Only the first of a write is halved, for then nothing is known yet that would be forgotten. */
async function request(body: Buffer, count: number, round: number, { signal, attempt }: Job, terms: WriteTerms): Promise<Answered> {
  const large = round === 1 ? tooLarge(count, body.length, terms.maxBytes) : undefined
  const answer = large === undefined ? await ask(body, terms, signal) : { whole: large }
  if ('items' in answer) return answer
  const mayPass = 'whole' in answer || (answer.heavy === true && attempt > 1 && body.length > LEAST_HALVED)
  if (mayPass && count > 1 && round === 1) throw new LogferryError('LF_SINK_TOO_LARGE', `${count} documents, ${body.length} bytes`)
  if ('whole' in answer) return { all: count === 1 ? answer.whole : retry('LF_SINK_UNAVAILABLE', 'refused together with others') }
  if (answer.remedy !== undefined) sayRemedy(answer.all, answer.remedy, terms)
  return answer
}

/** What else to try with a record in this write, if anything. */
function nextTry(
  { record, place, aside, raced }: Entry,
  { refusal, isRace = false }: Verdict,
  round: number,
  accepted: (record: LogRecord) => ReadonlySet<string>,
  { documents, salvage }: WriteTerms,
): Entry | undefined {
  if (refusal === undefined) return undefined
  if (isRace && !raced) return { record, place, aside, raced: true }
  if (!salvage) return undefined
  const fields = documents.fieldsOf(record)
  const names = refusedFields(refusal, fields, aside, () => accepted(record))
  if (names.length === 0) return undefined
  const why = errorText(refusal)
  const all = round === MOST_ROUNDS - 1 ? Object.keys(fields) : names
  return { record, place, aside: new Map([...all.map((name) => [name, why] as const), ...aside]), raced }
}

/** The names of the fields with which documents got into the index of a record. */
function acceptedNames(stored: readonly Sent[], terms: WriteTerms): (record: LogRecord) => ReadonlySet<string> {
  const byIndex = new Map<string, ReadonlySet<string>>()
  const namesIn = (index: string) =>
    stored
      .filter(({ record }) => indexOf(record, terms) === index)
      .flatMap(({ record, left }) => Object.keys(terms.documents.fieldsOf(record)).filter((name) => !left.includes(name)))
  return (record) => {
    const index = indexOf(record, terms)
    const names = byIndex.get(index) ?? new Set(namesIn(index))
    byIndex.set(index, names)
    return names
  }
}

const indexOf = (record: LogRecord, { indexNameOf }: WriteTerms): string => indexNameOf(record, isoTime(record.time) ?? '').name

/** The outcome of a record of which nothing more is tried. */
function settled({ record, aside, left }: Sent, { outcome, remedy }: Verdict, terms: WriteTerms): Outcome {
  if (remedy !== undefined) sayRemedy(outcome, remedy, terms, indexOf(record, terms))
  if (outcome.status !== 'delivered' || left.length === 0) return outcome
  const index = indexOf(record, terms)
  for (const field of left) {
    const reason = aside.get(field) ?? 'no index takes a field of that name'
    terms.say(`${index} ${field}`, 'a field that the index refuses is kept in @salvaged', { index, field, reason })
  }
  return { ...outcome, note: 'salvaged' }
}

function sayRemedy(outcome: Outcome, remedy: string, { say }: WriteTerms, index?: string): void {
  const reason = 'detail' in outcome ? (outcome.detail ?? '') : ''
  say(`${index} ${reason}`, 'records have to wait', { ...(index === undefined ? {} : { index }), reason, remedy })
}
