import { type About, fieldOf, type LogRecord } from '../../core/index.ts'

/** A query, as far as it is drawn. */
export interface Point {
  /** In milliseconds. */
  readonly time: number
  readonly seconds: number
  /** Rows that were examined, where that is known. */
  readonly rows?: number
  /** What it counts as: its fingerprint. */
  readonly statement: string
}

/** What a chart shows. */
export interface Scene {
  readonly points: readonly Point[]
  /** One of the points, if the subject can be drawn as one. */
  readonly subject?: Point
  /** When it was, if there is a date for that. */
  readonly at?: number
}

/** No log is older or newer. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z')
const LAST_TIME = Date.parse('9999-12-31T00:00:00Z')
/** No clock of a server tells less. */
const SHORTEST = 1e-9
/** No query took longer: 31,000 years. */
const LONGEST = 1e12
/** No table holds more. */
const MOST_ROWS = 1e18

/** The records that have a time and a `Query_time`. The subject is among them, even where it is not among the records. */
export function sceneOf({ subject, records }: About): Scene {
  const own = pointOf(subject)
  const others = records.filter(({ id }) => id !== subject.id).flatMap((record) => pointOf(record) ?? [])
  return {
    points: own === undefined ? others : [...others, own],
    ...(own === undefined ? {} : { subject: own }),
    ...(isTime(subject.time) ? { at: subject.time } : {}),
  }
}

const isTime = (time: number): boolean => time >= FIRST_TIME && time <= LAST_TIME

function pointOf({ time, fields }: LogRecord): Point | undefined {
  const seconds = fieldOf(fields, 'Query_time')
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST) || !isTime(time)) return undefined
  const rows = fieldOf(fields, 'Rows_examined')
  const statement = fieldOf(fields, 'Fingerprint')
  return {
    time,
    seconds: seconds < SHORTEST ? 0 : seconds,
    ...(typeof rows === 'number' && rows >= 0 && rows <= MOST_ROWS ? { rows: Math.round(rows) } : {}),
    statement: typeof statement === 'string' ? statement : '',
  }
}
