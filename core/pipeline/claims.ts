import { createHash } from 'node:crypto'
import { isLogferryError } from '../errors.ts'
import type { LogRecord, Outcome, Value } from '../model.ts'
import type { Fact, Memory } from '../plugin.ts'

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
  readonly note: (name: string) => void
}

interface Claimed {
  readonly state: 'claimed' | 'sent'
  /** Id and time of the record that spoke. */
  readonly by: string
  readonly at: number
  readonly until: number
  /** How many were held back since it spoke, and the time of the newest of them: a second delivery counts none again. */
  readonly held: number
  readonly seen: number
  readonly receipt?: Value
}

/** More rounds than this lost to other writers in a row, and the claim goes to them. */
const ROUNDS = 8

/** The key of a claim: one of `parts` differs, so does the key. */
export const claimKey = (sink: string, ...parts: readonly Value[]): string =>
  `claims/${sink}/${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`

/** Never rejects: when memory fails, the first record goes out unclaimed, and is counted. */
export async function claim(group: Group, terms: ClaimTerms): Promise<Claim> {
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const fact = await terms.memory.get(group.key)
      const old = parseFact(fact)
      const answer = old === undefined ? candidate(group, 0) : decide(group, old, terms)
      if ('by' in answer) {
        const sent = answer.by === undefined ? {} : { sent: answer.by, ...(old?.receipt === undefined ? {} : { receipt: old.receipt }) }
        if (old === undefined || old.state === 'claimed' || (await countHeld(group, old, fact, terms))) return sent
      } else {
        const claimed = claimOf(answer.record, old, terms)
        if (await terms.memory.put(group.key, JSON.stringify(claimed), fact)) {
          return { record: dressed(answer.record, old), settle: await settler(group, claimed, old, fact, terms) }
        }
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
  const mine = group.records.find(({ id }) => id === old.by)
  if (mine !== undefined) return old.state === 'sent' ? { by: mine } : { record: mine }
  if (old.state === 'claimed') return now() > old.until ? candidate(group, 0) : { by: undefined }
  return everyMs === 0 ? { by: undefined } : candidate(group, old.at + everyMs)
}

const claimOf = (record: LogRecord, old: Claimed | undefined, { until }: ClaimTerms): Claimed => ({
  state: 'claimed',
  by: record.id,
  at: record.time,
  until,
  held: old?.held ?? 0,
  seen: old?.seen ?? 0,
  ...(old?.receipt === undefined ? {} : { receipt: old.receipt }),
})

const dressed = (record: LogRecord, old: Claimed | undefined): LogRecord => ({
  ...record,
  ...(old === undefined || old.held === 0 ? {} : { heldBack: old.held }),
  ...(old?.receipt === undefined ? {} : { receipt: old.receipt }),
})

const heldAfter = ({ records }: Group, spoke: string, seen: number) => records.filter(({ id, time }) => id !== spoke && time > seen)

const newest = (records: readonly LogRecord[], seen: number) => records.reduce((latest, { time }) => Math.max(latest, time), seen)

/** False: another wrote first, so look again. */
async function countHeld(group: Group, old: Claimed, fact: Fact | undefined, { memory, everyMs }: ClaimTerms): Promise<boolean> {
  const held = everyMs === 0 ? [] : heldAfter(group, old.by, old.seen)
  if (held.length === 0) return true
  const counted: Claimed = { ...old, held: old.held + held.length, seen: newest(held, old.seen) }
  return await memory.put(group.key, JSON.stringify(counted), fact)
}

/** Marks the claim as sent, or puts back what stood before it. Never rejects. */
async function settler(group: Group, claimed: Claimed, old: Claimed | undefined, before: Fact | undefined, terms: ClaimTerms) {
  const { memory, note, everyMs } = terms
  const { key } = group
  // `put` does not tell the tag of what it wrote; what cannot be read now, most likely can after the write.
  const early = await memory.get(key).catch(() => undefined)
  return async (outcome: Outcome): Promise<void> => {
    try {
      const mine = early ?? (await memory.get(key))
      // Another may have taken over since.
      if (mine?.value !== JSON.stringify(claimed)) return
      if (outcome.status === 'delivered') {
        const held = everyMs === 0 ? [] : heldAfter(group, claimed.by, old?.seen ?? 0)
        const sent: Claimed = {
          ...claimed,
          state: 'sent',
          held: held.length,
          seen: newest(held, claimed.seen),
          ...(outcome.receipt === undefined ? {} : { receipt: outcome.receipt }),
        }
        await memory.put(key, JSON.stringify(sent), mine)
      } else if (before === undefined) await memory.delete(key, mine)
      else await memory.put(key, before.value, mine)
    } catch (thrown) {
      if (!isLogferryError(thrown)) throw thrown
      note('unclaimed')
    }
  }
}

function parseFact(fact: Fact | undefined): Claimed | undefined {
  if (fact === undefined) return undefined
  try {
    const value = JSON.parse(fact.value) as Claimed
    return typeof value.by === 'string' && typeof value.at === 'number' ? value : undefined
  } catch {
    return undefined // Not ours, or cut off: it is written over.
  }
}
