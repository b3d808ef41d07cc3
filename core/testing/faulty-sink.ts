import { LogferryError } from '../errors.ts'
import type { LogRecord, Outcome } from '../model.ts'
import { delivered, rejected, retry } from '../outcome.ts'
import { defineSink, type Job, type Plugin, type Sink } from '../plugin.ts'
import { chance } from './chance.ts'

/**
 * `throws`: before it has written. `unsure`: after it. `hangs`: until the signal. `deaf`: for ever. `too many`, `too few`: outcomes.
 * `too large`: takes two records at most. `retry`: at the first two attempts. `refuses`: every record. `mixed`: some records it refuses,
 * some it takes at a later attempt, the fifth at the latest, the others at once. `nonsense`: answers what is no list of outcomes.
 */
export type SinkFault =
  | 'throws'
  | 'unsure'
  | 'hangs'
  | 'deaf'
  | 'too many'
  | 'too few'
  | 'too large'
  | 'retry'
  | 'refuses'
  | 'mixed'
  | 'nonsense'

export interface FaultySinkTerms extends Omit<Partial<Sink>, 'write' | 'check' | 'close'> {
  /** Absent: it works. */
  readonly fault?: SinkFault
  /** How often it throws, or does not answer, from 0 to 1. */
  readonly share?: number
  readonly seed?: number
  readonly name?: string
}

export interface FaultySink {
  readonly plugin: Plugin<'sink'>
  /** What it was given and said to have delivered, or did not get to say so of. */
  readonly kept: readonly LogRecord[]
  /** The ids of each batch, at its first attempt. */
  readonly batches: readonly (readonly string[])[]
}

/** A sink that fails in one way. What it does follows from its seed, the records and the attempt. */
export function faultySink({ fault, share = 1, seed = 0, name = 'faulty', ...more }: FaultySinkTerms = {}): FaultySink {
  const kept: LogRecord[] = []
  const batches: string[][] = []
  const keep = (records: readonly LogRecord[], outcomes: readonly Outcome[]) => {
    kept.push(...records.filter((_, i) => outcomes[i]?.status === 'delivered'))
    return outcomes
  }
  async function write(records: readonly LogRecord[], { signal, attempt }: Job): Promise<readonly Outcome[]> {
    const ids = records.map(({ id }) => id)
    if (attempt === 1) batches.push(ids)
    const isStruck = chance(seed, ids[0], attempt) < share
    if (isStruck && fault === 'throws') throw new Error('broken on purpose')
    if (isStruck && (fault === 'hangs' || fault === 'deaf')) await pause(fault === 'hangs' ? signal : undefined)
    if (fault === 'too large' && records.length > 2) throw new LogferryError('LF_SINK_TOO_LARGE', 'two at the most')
    const outcomes = keep(
      records,
      records.map(({ id }) => outcomeOf(id, fault, attempt, seed)),
    )
    if (isStruck && fault === 'unsure') throw new Error('broken on purpose, but all is written')
    if (isStruck && fault === 'nonsense') return nonsense(outcomes, chance(seed, ids[0], attempt, 'nonsense')) as readonly Outcome[]
    if (fault === 'too many') return [...outcomes, delivered]
    return fault === 'too few' ? outcomes.slice(1) : outcomes
  }
  const plugin = defineSink({ name, summary: 'Fails on purpose.', options: {}, create: () => ({ ...more, write }) })
  return { plugin, kept, batches }
}

/** One of these, by a number from 0 to 1. */
function nonsense(outcomes: readonly Outcome[], at: number): unknown {
  const hole = [...outcomes]
  delete hole[0]
  const others = outcomes.slice(1)
  const all = [undefined, 'delivered', { outcomes }, new Map(), hole, [undefined, ...others], [{ status: 'done' }, ...others]]
  return [...all, [{ status: 'rejected', code: 'E_MINE' }, ...others], [{ status: 'dropped' }, ...others]][Math.floor(at * 9)]
}

function outcomeOf(id: string, fault: SinkFault | undefined, attempt: number, seed: number): Outcome {
  if (fault === 'refuses') return rejected('LF_SINK_REFUSED', 'on purpose')
  if (fault === 'retry') return attempt < 3 ? retry('LF_SINK_UNAVAILABLE', 'on purpose') : delivered
  const fate = fault === 'mixed' ? chance(seed, id) : 1
  if (fate < 0.2) return rejected('LF_SINK_REFUSED', 'on purpose')
  return fate < 0.6 && attempt < fate * 8 ? retry('LF_SINK_UNAVAILABLE', 'on purpose') : delivered
}

const pause = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
