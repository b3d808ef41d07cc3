import type { Ledger } from '../core/telemetry.ts'
import type { Problem } from '../sources/file/report.ts'

/** How many of one kind were found, and which of them were not sent: those that the filters leave out, and those of sinks that are muted. */
export interface FoundCount {
  found: number
  filtered: number
  muted: number
}

export interface ObjectCount {
  /** Read, by this run. */
  read: number
  /** Of these, with nothing in them that is not through. */
  through: number
  /** With something in them that is not through, though it was tried; by this run, or the one that it goes on with. */
  stayed: number
  deleted: number
}

/** What became of what lies in one place. */
export interface Replayed {
  readonly from: string
  readonly report: ReplayReport
}

export interface ReplayReport {
  /** `stopped`: the signal came first. `not-delivered`: a destination did not take it; a later run goes on there. */
  readonly status: 'done' | 'stopped' | 'not-delivered'
  /** The object at which it ended, unless it is done. */
  readonly endedAt?: string
  /** Where it went on, if a run before it was stopped. */
  readonly resumedAt?: string
  readonly objects: Readonly<ObjectCount>
  readonly letters: Readonly<FoundCount>
  readonly events: Readonly<FoundCount>
  /** What became of the letters that were sent, by the sink they went to. */
  readonly ledger: Ledger
  readonly problems: readonly Problem[]
}
