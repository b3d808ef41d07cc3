import { fieldOf } from '../field.ts'
import type { Fields, LogRecord, Outcome } from '../model.ts'
import { delivered, dropped, retry } from '../outcome.ts'
import type { BranchPlan } from '../plan.ts'
import type { Memory, Renderer } from '../plugin.ts'
import { cutBatches } from './batch.ts'
import { type Claim, claim, claimKey, type Group } from './claims.ts'
import { type Destination, startWriting, type WriteTerms, type Writing, writeAll, writeBatch } from './write.ts'

/** One line of a route's `to`, ready to run. */
export interface Branch {
  readonly plan: BranchPlan
  readonly to: Destination
  readonly wants: (fields: Fields) => boolean
  readonly renderers: readonly { readonly id: string; readonly renderer: Renderer }[]
}

export interface BranchTerms extends WriteTerms {
  readonly memory: Memory
  readonly note: (name: string) => void
}

export const HELD_BACK: Outcome = dropped('held back')

/** Beyond what its own terms allow a write to take, a claim lives this long. */
const CLAIM_MARGIN_MS = 5000

/**
 * Writes what the branch wants, while there is more to come. Who speaks for others is known only when all of them are there, and so is what a
 * picture shows: where there are claims or pictures, all is written at the end.
 */
export function openBranch(branch: Branch, terms: BranchTerms): Writing {
  const { plan, to, renderers } = branch
  const isClaimed = plan.everyMs !== undefined || to.sink.idempotent === false
  if (!isClaimed && renderers.length === 0) return startWriting(to, terms)
  const records: LogRecord[] = []
  return {
    add(record) {
      records.push(record)
    },
    end: () => (isClaimed ? writeGroups(branch, records, terms) : writeAll(to, records, terms)),
  }
}

async function writeGroups(branch: Branch, records: readonly LogRecord[], terms: BranchTerms): Promise<readonly Outcome[]> {
  const { to } = branch
  const outcomes = new Map<LogRecord, Outcome>()
  for (const groups of roundsOf(branch, records)) {
    await Promise.all(inBatches(groups, to.batch.records).map((some) => to.limit(() => writeClaimed(branch, some, terms, outcomes))))
  }
  return records.map((record) => outcomes.get(record) ?? HELD_BACK)
}

/** Claims, writes and settles some groups; fills in the outcome of each record that is not simply held back. */
async function writeClaimed({ plan, to }: Branch, groups: readonly Group[], terms: BranchTerms, outcomes: Map<LogRecord, Outcome>) {
  if (terms.signal.aborted) {
    for (const record of groups.flatMap(({ records }) => records)) outcomes.set(record, retry('LF_DEADLINE'))
    return
  }
  const claimTerms = { ...terms, everyMs: plan.everyMs ?? 0, until: claimUntil(to, terms) }
  const claims = await Promise.all(groups.map((group) => claim(group, claimTerms)))
  const taken = claims.filter((answer): answer is Extract<Claim, { record: LogRecord }> => answer.record !== undefined)
  const answers: Outcome[] = []
  const spokenFor = new Map(claims.map(({ record }, i) => [record?.id, groups[i]?.records ?? []]))
  const alike = ({ id }: LogRecord) => (spokenFor.get(id) ?? []).filter((record) => record.id !== id)
  for (const batch of cutBatches(
    taken.map(({ record }) => record),
    to.batch,
  ))
    answers.push(...(await writeBatch(to, batch, { ...terms, alike })))
  await Promise.all(taken.map(({ settle }, i) => settle(answers[i] as Outcome)))
  const spoken = new Map(taken.map(({ record }, i) => [record.id, answers[i] as Outcome]))
  for (const [i, answer] of claims.entries()) {
    if (answer.record === undefined && answer.sent !== undefined) {
      spoken.set(answer.sent.id, answer.receipt === undefined ? delivered : ({ ...delivered, receipt: answer.receipt } as Outcome))
    }
    for (const record of groups[i]?.records ?? []) {
      const outcome = spoken.get(record.id)
      if (outcome !== undefined) outcomes.set(record, outcome)
    }
  }
}

/**
 * With `every`, the records of one value of `by` and one window are a group; else those of one id. Terms that differ never share a claim. The
 * windows of one key come one after the other, each in a round of its own.
 */
function roundsOf({ plan, to }: Branch, records: readonly LogRecord[]): readonly (readonly Group[])[] {
  const { everyMs = Number.POSITIVE_INFINITY } = plan
  const byKey = new Map<string, LogRecord[]>()
  const keyOf = ({ id, fields }: LogRecord): string => {
    if (plan.everyMs === undefined) return claimKey(to.id, id)
    const values = plan.by.map((name) => fieldOf(fields, name) ?? '')
    return claimKey(to.id, plan.everyMs, JSON.stringify(plan.when ?? {}), plan.by, values)
  }
  for (const record of records) {
    const key = keyOf(record)
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [record])
    else group.push(record)
  }
  const rounds: Group[][] = []
  for (const [key, members] of byKey) {
    for (const [i, window] of windowsOf(members, everyMs).entries()) {
      const round = rounds[i] ?? []
      rounds[i] = round
      round.push({ key, records: window })
    }
  }
  return rounds
}

/** By time, each from its first record on. */
function windowsOf(records: readonly LogRecord[], everyMs: number): readonly (readonly LogRecord[])[] {
  const windows: LogRecord[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const record of records.toSorted((a, b) => a.time - b.time)) {
    if (windows.length === 0 || record.time >= end) {
      windows.push([])
      end = record.time + everyMs
    }
    windows.at(-1)?.push(record)
  }
  return windows
}

function claimUntil({ retry, timeoutMs }: Destination, { deadline, now }: WriteTerms): number {
  return (deadline ?? now() + retry.attempts * (timeoutMs + retry.capMs)) + CLAIM_MARGIN_MS
}

function inBatches<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  if (most >= items.length) return items.length === 0 ? [] : [items]
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most))
}
