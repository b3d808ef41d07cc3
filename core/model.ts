/** The data. All of it is read-only, none of it has methods, all of it survives JSON (pictures apart). */
import type { ErrorCode } from './errors.ts'

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }
export type Fields = Readonly<Record<string, Value>>

/** Where an event came from. Routes match it; a file or a queue is given its log group and stream by its options. */
export interface Origin {
  readonly source: string
  readonly logGroup: string
  readonly logStream: string
  readonly account?: string
  readonly region?: string
}

/** Where an event's bytes lie, if it was cut out of a file: in bytes from the file's start (for `.gz`, of what it holds). */
export interface Bytes {
  readonly offset: number
  readonly length: number
}

/** One log event as its platform cut it; from a stream of bytes, one entry as the parser's `split` cut it. */
export interface LogEvent {
  /** The platform's id, else a hash of log group, stream, byte offset and bytes. Read twice, it is the same. */
  readonly id: string
  /** The id instead, if the entry turns out to have no time of its own: it also names the file, so that two like files do not merge. */
  readonly untimedId?: string
  /** When the platform says it happened, in milliseconds. Absent where it does not say: a file, a pipe. */
  readonly time?: number
  /** The time, in milliseconds, of what neither has one nor stands near an entry that has: when its file was last written. Absent: that of reading. */
  readonly fileTime?: number
  readonly message: string
  readonly origin: Origin
  /** What a CloudWatch filter pattern extracted. Merged under the parser's fields, typed as the console-made function did. */
  readonly extracted?: Readonly<Record<string, string>>
  readonly bytes?: Bytes
  /** Only of an entry longer than the source's `maxBytes`: it became several events. The rest goes to raw branches only. */
  readonly part?: 'first' | 'rest'
  /** Only of one that is replayed: what its parser knew, in place of what the event before it leaves. */
  readonly carry?: Fields
}

/** What a parser understood of one entry. It has no identity: a parser cannot get that wrong. */
export interface Parsed {
  readonly fields: Fields
  /** When the entry itself says it happened, in milliseconds. Used where the platform gave no time. */
  readonly time?: number
  /** The entry's own text, where an event holds several. Absent: the whole message. */
  readonly text?: string
}

/** A parser's full answer, where a plain list of `Parsed` does not say enough. */
export interface Reading {
  readonly records: readonly Parsed[]
  /** Why there is nothing to keep: a start-up banner, say. */
  readonly dropped?: string
  /** What the next event of this stream should know: MySQL prints `use` only on change. `{}` forgets. Absent: as before. */
  readonly carry?: Fields
}

/** What transforms, sinks and renderers see. */
export interface LogRecord {
  /** The event's id for its first record, `<id>-1`, `<id>-2` … for the rest. */
  readonly id: string
  /** Milliseconds: the event's own time, else the entry's, else that of the entry before it, else of its file, else of reading. Dates the document and its index. */
  readonly time: number
  readonly text: string
  readonly origin: Origin
  readonly fields: Fields
  /** Where the event's bytes lie, if it was cut out of a file. Such a text has its own line ends; others have none at their end. */
  readonly bytes?: Bytes
  /** Only of a raw record: what else its event had, and a replay needs. */
  readonly event?: Pick<LogEvent, 'extracted' | 'part' | 'carry'>
  /** Only where a branch says `every`: how many like it were held back since the last that was sent (at least), and that one's receipt. */
  readonly heldBack?: number
  readonly receipt?: Value
  /** Only in the dead letter: who refused it, and why. `others`: sinks that did not get it either, for a transform broke on it before all of them. */
  readonly refused?: {
    readonly sink: string
    readonly branch: string
    readonly code: ErrorCode
    readonly detail?: string
    readonly others?: readonly string[]
  }
}

/** What became of one event, or of one record at one sink. Worst last; the worst wins. */
export type Outcome =
  | { readonly status: 'dropped'; readonly reason: string }
  | {
      readonly status: 'delivered'
      readonly note?: 'salvaged'
      /** What the destination calls it: a Slack channel and ts. */
      readonly receipt?: Value
    }
  | { readonly status: 'rejected'; readonly code: ErrorCode; readonly detail?: string }
  | { readonly status: 'retry'; readonly code: ErrorCode; readonly detail?: string; readonly retryAfterMs?: number }

export interface Picture {
  readonly title: string
  readonly png: Uint8Array
  /** What it was made of, where that is SVG. */
  readonly svg?: string
}
