import { createHash, randomBytes } from 'node:crypto'
import { isLogferryError } from '../errors.ts'
import type { LogRecord, Outcome, Value } from '../model.ts'
import type { Fact, Memory } from '../plugin.ts'
import { wait } from './deadline.ts'
import { type Count, countOf } from './held-back.ts'

/**
 * The claims of alerts: a fact in memory says which record spoke for its key, so that processes, containers and second deliveries do not post
 * it again. A claim is taken before the write, and marked `sent` after it or put back. What it cannot keep from being posted twice is told in
 * docs/decisions/claims.md.
 */

/** Records of one delivery that one claim stands for, in order. */
export interface Group {
  readonly key: string
  readonly records: readonly LogRecord[]
}

export type Claim =
  /** Write `record`, then `settle` with what became of it. */
  | { readonly record: LogRecord; readonly settle: (outcome: Outcome) => Promise<void> }
  /** Nothing to write. `sent`: the record that was posted before, if it is one of these. */
  | { readonly record?: undefined; readonly sent?: LogRecord; readonly receipt?: Value }

export interface ClaimTerms {
  readonly memory: Memory
  /** 0: each record for itself, by its id. */
  readonly everyMs: number
  readonly now: () => number
  /** When others may take over, on the wall clock: the writer is dead by then. */
  readonly until: number
  readonly signal: AbortSignal
  readonly note: (name: string) => void
}

interface Claimed extends Count {
  /** `open`: nobody speaks; it only counts. */
  readonly state: 'claimed' | 'sent' | 'open'
  /** Id and time of the record that spoke. */
  readonly by: string
  readonly at: number
  readonly until: number
  /** Another one for each claim: two processes may claim for the same record. */
  readonly turn: string
  readonly receipt?: Value
}

const OPEN: Claimed = { state: 'open', by: '', at: 0, until: 0, turn: '', held: 0, counted: [] }

/** Each round that is lost brings another writer further; more than this lost in a row, and the claim goes to them. */
const ROUNDS = 100
/** So long it may be another process that is sending this very record just now; after that, it is more likely dead. */
const PATIENCE = { rounds: 50, ms: 100 }

/** The key of a claim: one of `parts` differs, so does the key. */
export const claimKey = (sink: string, ...parts: readonly Value[]): string =>
  `claims/${sink}/${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`

/** Never rejects: when memory fails, the first record goes out unclaimed, and is counted. */
export async function claim(group: Group, terms: ClaimTerms): Promise<Claim> {
  const { memory } = terms
  let patience = PATIENCE.rounds
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const fact = await memory.get(group.key)
      const old = parseFact(fact)
      const answer = old === undefined ? candidate(group, 0) : decide(group, old, terms)
      if ('by' in answer) {
        const sent = answer.by === undefined ? {} : { sent: answer.by, ...(old?.receipt === undefined ? {} : { receipt: old.receipt }) }
        if (old === undefined || (await addHeld(group, old, fact, terms))) return sent
      } else if (isBeingSent(answer.record, old, terms) && patience-- > 0 && (await wait(PATIENCE.ms, terms.signal))) round--
      else {
        const mine = claimOf(answer.record, old, terms)
        if (await memory.put(group.key, JSON.stringify(mine), fact))
          return { record: dressed(answer.record, old), settle: settler(group, mine, old, terms) }
      }
    }
    return {}
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    terms.note('unclaimed')
    return { record: group.records[0] as LogRecord, settle: async () => {} }
  }
}

const candidate = ({ records }: Group, notBefore: number) => {
  const record = records.find(({ time }) => time >= notBefore)
  return record === undefined ? { by: undefined } : { record }
}

/** Which record may speak, or, if none, which of these has spoken already. */
function decide(group: Group, old: Claimed, { everyMs, now }: ClaimTerms) {
  if (old.state === 'open') return candidate(group, 0)
  const mine = group.records.find(({ id }) => id === old.by)
  if (mine !== undefined) return old.state === 'sent' ? { by: mine } : { record: mine }
  if (old.state === 'claimed') return now() > old.until ? candidate(group, 0) : { by: undefined }
  return everyMs === 0 ? { by: undefined } : candidate(group, old.at + everyMs)
}

const isBeingSent = ({ id }: LogRecord, old: Claimed | undefined, { now }: ClaimTerms): boolean =>
  old?.state === 'claimed' && old.by === id && now() <= old.until

const claimOf = (record: LogRecord, old: Claimed = OPEN, { until }: ClaimTerms): Claimed => ({
  ...old,
  state: 'claimed',
  by: record.id,
  at: record.time,
  until,
  turn: randomBytes(6).toString('hex'),
})

const dressed = (record: LogRecord, old: Claimed | undefined): LogRecord => ({
  ...record,
  ...(old === undefined || old.held === 0 ? {} : { heldBack: old.held }),
  ...(old?.receipt === undefined ? {} : { receipt: old.receipt }),
})

/** Counts those that another one speaks for. False: another wrote first, so look again. */
async function addHeld({ key, records }: Group, old: Claimed, fact: Fact | undefined, { memory, everyMs }: ClaimTerms): Promise<boolean> {
  const count = everyMs === 0 ? undefined : countOf(records, old.by, old)
  return count === undefined || (await memory.put(key, JSON.stringify({ ...old, ...count }), fact))
}

/** Marks the claim as sent, or puts back what stood before it; what others have counted meanwhile stays counted. Never rejects. */
function settler({ key, records }: Group, mine: Claimed, before: Claimed | undefined, { memory, note, everyMs }: ClaimTerms) {
  const settled = (now: Claimed, { status, ...outcome }: Outcome): Claimed | undefined => {
    if (now.state !== 'claimed' || now.by !== mine.by) return undefined
    if (status === 'delivered') {
      const told: Claimed = { ...now, state: 'sent', held: now.held - (before?.held ?? 0) }
      const count = everyMs === 0 ? undefined : countOf(records, mine.by, told)
      return { ...told, ...count, ...('receipt' in outcome && outcome.receipt !== undefined ? { receipt: outcome.receipt } : {}) }
    }
    return now.turn === mine.turn ? { ...(before ?? OPEN), ...countIn(now) } : undefined
  }
  const mark = async (outcome: Outcome): Promise<boolean> => {
    const fact = await memory.get(key)
    const now = parseFact(fact)
    const next = now === undefined ? undefined : settled(now, outcome)
    if (fact === undefined || next === undefined) return true
    const isEmpty = next.state === 'open' && next.held === 0
    return isEmpty ? memory.delete(key, fact) : memory.put(key, JSON.stringify(next), fact)
  }
  return async (outcome: Outcome): Promise<void> => {
    let faults = 0
    for (let round = 0; round < ROUNDS && faults < 2; round++) {
      try {
        if (await mark(outcome)) return
      } catch (thrown) {
        if (!isLogferryError(thrown)) throw thrown
        // What failed once, most likely does not a moment later.
        faults++
      }
    }
    note('unclaimed')
  }
}

const countIn = ({ held, counted, floor }: Claimed): Count => ({ held, counted, ...(floor === undefined ? {} : { floor }) })

function parseFact(fact: Fact | undefined): Claimed | undefined {
  if (fact === undefined) return undefined
  try {
    const value = JSON.parse(fact.value) as Claimed
    return typeof value.by === 'string' && typeof value.at === 'number' ? { ...OPEN, ...value } : undefined
  } catch {
    return undefined // Not ours, or cut off: it is written over.
  }
}
