import type { Draft } from './draft.ts'
import { type Measure, readMeasures } from './measure.ts'

const START = /^(?:checkpoint|restartpoint) starting: ?(.*)$/
const END = /^(?:checkpoint|restartpoint) complete: /
const MEASURES: readonly Measure[] = [
  ['Buffers_written', /: wrote (\d+) buffers/],
  ['WAL_added', /; (\d+) (?:WAL|transaction log) file\(s\) added/],
  ['WAL_removed', /, (\d+) removed/],
  ['WAL_recycled', /, (\d+) recycled/],
  ['Write_time', /; write=(\d+\.\d+) s/],
  ['Sync_time', /, sync=(\d+\.\d+) s/],
  ['Total_time', /, total=(\d+\.\d+) s/],
  ['Sync_files', /; sync files=(\d+)/],
  ['Distance_bytes', /; distance=(\d+) kB/, 1024],
]

/** `log_checkpoints` (`LogCheckpointEnd` in src/backend/access/transam/xlog.c). */
export function readCheckpoint(message: string, fields: Draft): boolean {
  const [, reason] = START.exec(message) ?? []
  if (reason === undefined && !END.test(message)) return false
  fields['Kind'] = 'checkpoint'
  if (reason === undefined) readMeasures(message, MEASURES, fields)
  else fields['Checkpoint'] = reason
  return true
}
