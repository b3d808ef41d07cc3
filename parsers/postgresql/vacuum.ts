import type { Draft } from './draft.ts'
import { type Measure, readMeasures } from './measure.ts'

const AUTOVACUUM = /^automatic (?:aggressive )?(vacuum|analyze)(?: to prevent wraparound)? of table "(.*?)"(?:: | system usage: |\n|$)/s
const MEASURES: readonly Measure[] = [
  ['Index_scans', /: index scans: (\d+)/],
  ['Pages_removed', /\npages: (\d+) removed/],
  ['Pages_remain', /\npages: \d+ removed, (\d+) remain/],
  ['Tuples_removed', /\ntuples: (\d+) removed/],
  ['Tuples_remain', /\ntuples: \d+ removed, (\d+) remain/],
  ['Tuples_dead', /\ntuples: \d+ removed, \d+ remain, (\d+) are dead/],
  ['Buffer_hits', /\nbuffer usage: (\d+) hits/],
  ['Buffer_misses', /\nbuffer usage: \d+ hits, (\d+) (?:misses|reads)/],
  ['Buffers_dirtied', /\nbuffer usage: \d+ hits, \d+ (?:misses|reads), (\d+) dirtied/],
  ['WAL_records', /\nWAL usage: (\d+) records/],
  ['WAL_bytes', /\nWAL usage: \d+ records, \d+ full page images, (\d+) bytes/],
  ['Elapsed_time', /elapsed: (\d+\.\d+) s/],
]

/** `log_autovacuum_min_duration` (src/backend/access/heap/vacuumlazy.c, src/backend/commands/analyze.c). */
export function readVacuum(message: string, fields: Draft): boolean {
  const [, what, table] = AUTOVACUUM.exec(message) ?? []
  if (what === undefined || table === undefined) return false
  Object.assign(fields, { Kind: 'autovacuum', Vacuum: what, Table: table })
  readMeasures(message, MEASURES, fields)
  return true
}
