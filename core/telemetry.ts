/** The ledger: what became of everything in one delivery. Two ledgers add up to one. */
import type { Outcome } from './model.ts'

export interface EventCount {
  readonly received: number
  readonly delivered: number
  readonly dropped: number
  readonly rejected: number
  readonly retry: number
}

/** `heldBack` is part of `dropped`, `salvaged` of `delivered`. */
export interface RecordCount {
  readonly sink: string
  readonly offered: number
  readonly delivered: number
  readonly dropped: number
  readonly heldBack: number
  readonly rejected: number
  readonly retry: number
  readonly salvaged: number
}

export interface Ledger {
  /** Events, by route id, or by why no route had them: `no route`, `own log group`; of a delivery that broke in the core: `broken`. */
  readonly routes: Readonly<Record<string, EventCount>>
  /** Records, by branch id. */
  readonly branches: Readonly<Record<string, RecordCount>>
  /** Why events were dropped. */
  readonly reasons: Readonly<Record<string, number>>
  /** The codes of records that were rejected or are to be sent again. */
  readonly codes: Readonly<Record<string, number>>
  /** `unparsed`, `parseErrors`, `unclaimed`, `picturesFailed`. */
  readonly notes: Readonly<Record<string, number>>
}

export const emptyLedger: Ledger = { routes: {}, branches: {}, reasons: {}, codes: {}, notes: {} }

/** Counts one delivery. Branches are opened before they count, so that an idle one shows as zeros. */
export interface Tally {
  event(route: string, outcome: Outcome): void
  open(branch: string, sink: string): void
  record(branch: string, outcome: Outcome, heldBack: boolean): void
  note(name: string, count?: number): void
  ledger(): Ledger
}

export function tally(): Tally {
  const routes = new Map<string, Mutable<EventCount>>()
  const branches = new Map<string, Mutable<RecordCount>>()
  const reasons = new Map<string, number>()
  const codes = new Map<string, number>()
  const notes = new Map<string, number>()
  return {
    event(route, outcome) {
      const count = routes.get(route) ?? { received: 0, delivered: 0, dropped: 0, rejected: 0, retry: 0 }
      routes.set(route, count)
      count.received++
      count[outcome.status]++
      if (outcome.status === 'dropped') bump(reasons, outcome.reason)
    },
    open(branch, sink) {
      if (!branches.has(branch)) branches.set(branch, { sink, ...NO_RECORDS })
    },
    record(branch, outcome, heldBack) {
      const count = branches.get(branch)
      if (count === undefined) return
      count.offered++
      count[outcome.status]++
      if (heldBack) count.heldBack++
      if (outcome.status === 'delivered' && outcome.note === 'salvaged') count.salvaged++
      if (outcome.status === 'rejected' || outcome.status === 'retry') bump(codes, outcome.code)
    },
    note: (name, count = 1) => bump(notes, name, count),
    ledger: () => ({
      routes: Object.fromEntries(routes),
      branches: Object.fromEntries(branches),
      reasons: Object.fromEntries(reasons),
      codes: Object.fromEntries(codes),
      notes: Object.fromEntries(notes),
    }),
  }
}

export function addLedgers(a: Ledger, b: Ledger): Ledger {
  return {
    routes: merge(a.routes, b.routes, addCounts),
    branches: merge(a.branches, b.branches, addCounts),
    reasons: merge(a.reasons, b.reasons, (x, y) => x + y),
    codes: merge(a.codes, b.codes, (x, y) => x + y),
    notes: merge(a.notes, b.notes, (x, y) => x + y),
  }
}

/** Of all routes together. */
export function eventsOf(ledger: Ledger): EventCount {
  return Object.values(ledger.routes).reduce(addCounts, { received: 0, delivered: 0, dropped: 0, rejected: 0, retry: 0 })
}

/** Of all branches that lead to each sink together, by sink. */
export function recordsBySink(ledger: Ledger): Readonly<Record<string, RecordCount>> {
  const sums = new Map<string, RecordCount>()
  for (const count of Object.values(ledger.branches)) {
    const sum = sums.get(count.sink)
    sums.set(count.sink, sum === undefined ? count : addCounts(sum, count))
  }
  return Object.fromEntries(sums)
}

/** received = delivered + dropped + rejected + retry, per route; the same for what each branch was offered. */
export function balances(ledger: Ledger): boolean {
  const outcomes = (count: EventCount | RecordCount) => count.delivered + count.dropped + count.rejected + count.retry
  return (
    Object.values(ledger.routes).every((count) => count.received === outcomes(count)) &&
    Object.values(ledger.branches).every((count) => count.offered === outcomes(count) && count.heldBack <= count.dropped)
  )
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NO_RECORDS = { offered: 0, delivered: 0, dropped: 0, heldBack: 0, rejected: 0, retry: 0, salvaged: 0 }

const bump = (counts: Map<string, number>, name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)

function addCounts<T extends EventCount | RecordCount>(a: T, b: T): T {
  const sum = Object.entries(a).map(([name, value]) => [name, typeof value === 'number' ? value + (b[name as keyof T] as number) : value])
  return Object.fromEntries(sum)
}

function merge<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>, add: (x: T, y: T) => T): Readonly<Record<string, T>> {
  const sum = new Map(Object.entries(a))
  for (const [name, value] of Object.entries(b)) {
    const known = sum.get(name)
    sum.set(name, known === undefined ? value : add(known, value))
  }
  return Object.fromEntries(sum)
}
