import { isTimestamp, LogferryError, type Outcome } from '../core/index.ts'
import type { Invocation } from './invocation.ts'

/** `{"snapshot": "morning"}`; `time` is when a schedule asked, so that asking again asks for the same. */
export interface SnapshotOrder {
  readonly snapshot: unknown
  readonly time?: unknown
}

export type SnapshotAnswer = Outcome & { readonly snapshot: string }

/** Draws a snapshot and sends it. Throws LF_NOT_DELIVERED where it must be sent again, LF_CONFIG_NAME for one that the config has not. */
export async function snapshot({ snapshot: name, time }: SnapshotOrder, { engine, terms }: Invocation): Promise<SnapshotAnswer> {
  if (typeof name !== 'string') throw new LogferryError('LF_CONFIG_NAME', 'a snapshot is asked for by its name: {"snapshot": "morning"}')
  const outcome = await engine.snapshot(name, { ...terms, ...timeOf(time) })
  if (outcome.status === 'retry')
    throw new LogferryError('LF_NOT_DELIVERED', `the snapshot "${name}": ${outcome.code} ${outcome.detail ?? ''}`.trim())
  return { snapshot: name, ...outcome }
}

function timeOf(written: unknown): { readonly time?: number } {
  if (written === undefined) return {}
  const time = typeof written === 'string' ? Date.parse(written) : written
  if (isTimestamp(time)) return { time }
  throw new LogferryError('LF_EVENT_UNKNOWN', 'the time of a snapshot is none; write it as 2026-11-24T08:00:00Z')
}
