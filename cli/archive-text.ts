import pc from 'picocolors'
import { type ArchiveObject, groupName } from '../replay/archive.ts'
import type { GroupVerdict, Verdict } from '../replay/verify.ts'
import { plural, table } from './talk.ts'

/** What a log group has in a day or hour. */
export interface LsRow {
  readonly logGroup: string
  /** `2026-11-24`, or `2026-11-24T10`. */
  readonly time: string
  hours: number
  objects: number
  bytes: number
}

export async function lsRows(objects: AsyncIterable<ArchiveObject>, by: 'day' | 'hour'): Promise<readonly LsRow[]> {
  const rows = new Map<string, LsRow & { lastHour: number }>()
  for await (const object of objects) {
    const [logGroup, time] = [groupName(object), new Date(object.hour).toISOString().slice(0, by === 'day' ? 10 : 13)]
    const name = JSON.stringify([logGroup, time])
    const row = rows.get(name) ?? { logGroup, time, hours: 0, objects: 0, bytes: 0, lastHour: Number.NaN }
    rows.set(name, row)
    if (row.lastHour !== object.hour) row.hours++
    row.lastHour = object.hour
    row.objects++
    row.bytes += object.bytes
  }
  return [...rows.values()].map(({ lastHour: _, ...row }) => row)
}

export function lsText(rows: readonly LsRow[]): string {
  if (rows.length === 0) return 'nothing is archived there'
  const head = ['log group', 'time (UTC)', 'hours', 'objects', 'size']
  return table([head, ...rows.map(({ logGroup, time, hours, objects, bytes }) => [logGroup, time, hours, objects, sizeText(bytes)])])
}

export function verdictText({ groups }: Verdict): string {
  if (groups.length === 0) return 'nothing is archived there'
  const head = ['log group', 'objects', 'size', 'events', 'twice', 'broken', 'hours without']
  const rows = groups.map(({ logGroup, objects, bytes, events, twice, broken, gaps }) => {
    return [logGroup, objects, sizeText(bytes), events, twice, broken, gaps.reduce((sum, [from, to]) => sum + (to - from) / HOUR_MS, 0)]
  })
  return [table([head, ...rows]), ...groups.flatMap(gapsText)].join('\n')
}

const HOUR_MS = 3_600_000

const gapsText = ({ logGroup, gaps }: GroupVerdict): readonly string[] =>
  gaps.map(
    ([from, to]) =>
      `${pc.yellow('no object')}  ${logGroup}  ${hourText(from)} to ${hourText(to)} (${plural((to - from) / HOUR_MS, 'hour')})`,
  )

const hourText = (time: number): string => `${new Date(time).toISOString().slice(0, 16)}Z`

/** In units of 1024, as `ls -h` has it. */
function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
