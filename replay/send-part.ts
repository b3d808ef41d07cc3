import type { Fields, LogRecord, Outcome, Pipeline } from '../core/index.ts'
import type { Engine } from '../core/start.ts'
import type { Tally } from '../core/telemetry.ts'
import type { Problem } from '../sources/file/report.ts'
import { send } from '../sources/file/send.ts'
import type { Part } from './parts.ts'
import type { FoundCount } from './report.ts'
import { type SendTerms, sendLetters } from './send-letters.ts'
import type { WantedTests } from './wanted.ts'

export interface PartTerms extends SendTerms {
  readonly engine: Pick<Engine, 'write'>
  readonly pipeline: Pipeline
  readonly tests: WantedTests
  /** The one sink that is meant; absent: all but those that are muted. */
  readonly to?: string
  readonly mute: readonly string[]
  readonly counts: { readonly letters: FoundCount; readonly events: FoundCount; readonly ledger: Tally; readonly problems: Problem[] }
  readonly onRetry: (detail: string, waitMs: number) => void
}

export type SentPart =
  | {
      readonly status: 'settled'
      readonly sent: number
      /** Not through: refused again, or broken. */
      readonly refused: number
      /** Not through, or not sent. */
      readonly left: number
      readonly carry: Fields
    }
  | { readonly status: 'stopped' | 'not-delivered' }

/** Sends what of a part is meant: letters straight to the sinks that refused them, events the way that all events take. */
export async function sendPart(part: Part, carry: Fields, terms: PartTerms): Promise<SentPart> {
  if (part.kind === 'letters') return sendAll(part.letters, carry, terms)
  if (part.kind === 'broken') {
    terms.counts.problems.push({ code: part.code, detail: part.detail })
    return { status: 'settled', sent: 0, refused: 1, left: 1, carry }
  }
  const events = part.events.filter(terms.tests.event)
  const left = part.events.length - events.length
  terms.counts.events.found += part.events.length
  terms.counts.events.filtered += left
  if (events.length === 0) return { status: 'settled', sent: 0, refused: 0, left, carry }
  const sent = await send(terms.pipeline, events, carry, terms)
  if (sent.status !== 'settled') return { status: sent.status }
  return { status: 'settled', sent: events.length, refused: 0, left, carry: sent.carry }
}

async function sendAll(letters: readonly LogRecord[], carry: Fields, terms: PartTerms): Promise<SentPart> {
  const { tests, to, mute, engine, counts, stop } = terms
  const all = letters.flatMap((letter) => sinksOf(letter).map((sink) => ({ letter, sink })))
  const wanted = all.filter(({ letter, sink }) => tests.letter(letter, sink) && (to ?? sink) === sink)
  const loud = wanted.filter(({ sink }) => !mute.includes(sink))
  const of = (some: typeof all) => new Set(some.map(({ letter }) => letter))
  counts.letters.found += letters.length
  counts.letters.filtered += letters.length - of(wanted).size
  counts.letters.muted += of(wanted).size - of(loud).size

  const refused = new Set<LogRecord>()
  let isPending = false
  for (const sink of new Set(loud.map((one) => one.sink))) {
    const some = loud.filter((one) => one.sink === sink).map(({ letter }) => letter)
    for (const [i, outcome] of (await sendLetters(engine, sink, some, terms)).entries()) {
      count(sink, outcome, counts.ledger)
      if (outcome.status === 'rejected') refused.add(some[i] as LogRecord)
      isPending ||= outcome.status === 'retry'
    }
  }
  if (isPending) return { status: stop.aborted ? 'stopped' : 'not-delivered' }
  const left = new Set([...of(all.filter((one) => !loud.includes(one))), ...refused])
  return { status: 'settled', sent: loud.length, refused: refused.size, left: left.size, carry }
}

/** The one that refused it, and those that a transform kept it from. */
const sinksOf = ({ refused }: LogRecord): readonly string[] => [refused?.sink ?? '', ...(refused?.others ?? [])]

function count(sink: string, outcome: Outcome, ledger: Tally): void {
  const branch = `dead letters of ${sink}`
  ledger.open(branch, sink)
  ledger.event('dead letters', outcome)
  ledger.record(branch, outcome, false)
}
