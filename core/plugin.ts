/** The contracts, `apiVersion` 1. A plugin is a value; an instance is what its `create` returns. */
import type { ErrorCode } from './errors.ts'
import type { Fields, LogEvent, LogRecord, Origin, Outcome, Parsed, Picture, Reading } from './model.ts'
import type { Options, OptionsOf } from './options.ts'

export interface Parser {
  /**
   * Pure. `undefined`: not mine, it is shipped raw. `[]`: mine, nothing to keep. Throws: mine, but broken; it is shipped raw, marked.
   * `carry` is what this parser last left for this stream; `{}` at a start.
   */
  parse(event: LogEvent, carry: Fields): readonly Parsed[] | Reading | undefined
  /**
   * Pure. Where entries start in a piece of a file that begins at an entry. One character is one byte (latin1). Only starts that no later
   * byte can undo; with `end`, all. Asked again only when the piece has doubled, at a pause of a file that grows, or at the end. Absent: every
   * line.
   */
  split?(piece: string, end: boolean): readonly number[]
}

/** Pure. The record, another one with the same id, or nothing and why. */
export interface Transform {
  transform(record: LogRecord): LogRecord | { readonly dropped: string }
}

/** One outcome per record, in order. It never retries, waits or keeps: the core does. Throws `LF_SINK_TOO_LARGE`: halve. Other throws: `retry`. */
export interface Sink {
  write(records: readonly LogRecord[], job: Job): Promise<readonly Outcome[]>
  /** How the core cuts batches. `Infinity`: all that a branch has in a delivery. Absent: 1,000 records, 1 MiB of text, 2 in flight. */
  readonly batch?: { readonly records?: number; readonly bytes?: number; readonly inFlight?: number }
  /** False where writing twice shows twice (Slack): the core then claims every record by id. */
  readonly idempotent?: false
  /** True where stray bytes must survive (a raw archive). Others get well-formed text. */
  readonly bytes?: true
  /** True where `refused` is kept with its record: only such a sink can be the dead letter. */
  readonly keepsRefused?: true
  /** For `validate` and the self-test only: reachable, allowed, set up? Each finding says what to do. Never called before a write. */
  check?(signal: AbortSignal): Promise<readonly Finding[]>
  close?(signal: AbortSignal): Promise<void>
  /** A place for small facts, if the destination can compare and set. */
  readonly memory?: Memory
}
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error'
  readonly code: ErrorCode
  readonly detail: string
}

export interface Job {
  /** The deadline. What is not done when it fires is `retry`. */
  readonly signal: AbortSignal
  /** 1 at first. After an unknown outcome (a reset, a hang) a sink may ask for halves from the second on. */
  readonly attempt: number
  /** The pictures this branch asks for. Drawn when called, at most once per record; never rejects. */
  pictures(record: LogRecord): Promise<readonly Picture[]>
  /** Of those that could not be drawn, which and why. Known once `pictures` has answered. */
  missing?(record: LogRecord): readonly string[]
  /** Where a branch says `every`: those of this delivery that are held back because of this record, by time. The next one's `heldBack` counts them, too. */
  alike?(record: LogRecord): readonly LogRecord[]
}

/** Small facts that outlive the process: checkpoints, alerts already sent. */
export interface Memory {
  get(key: string): Promise<Fact | undefined>
  /** Writes over `old`, or over nothing. False: another was first. */
  put(key: string, value: string, old?: Fact): Promise<boolean>
  delete(key: string, old: Fact): Promise<boolean>
}
export interface Fact {
  readonly value: string
  readonly tag: string
}

/** Reads its trigger (or its own options), delivers, and resolves with what its platform wants to hear. */
export interface Source {
  accepts?(trigger: unknown): boolean
  /** When `stop` fires it reads no further, waits for what it delivered, and resolves. */
  read(trigger: unknown, pipeline: Pipeline, stop: AbortSignal): Promise<unknown>
}

export interface Pipeline {
  /**
   * One outcome per event, in order, when all of them are settled. Never rejects. Waiting for it is the back-pressure.
   * A source that reads one stream in order passes on the `carry` it got, and keeps it beside its checkpoint; the same events with the
   * same carry make the same records.
   */
  deliver(events: readonly LogEvent[], carry?: Fields): Promise<{ readonly outcomes: readonly Outcome[]; readonly carry: Fields }>
  /** How the parser of this origin's route cuts bytes into entries. */
  split(origin: Origin): NonNullable<Parser['split']>
  readonly memory: Memory
}

/** Draws what an alert or a snapshot is about. Throws a coded error when it cannot. */
export interface Renderer {
  render(about: About, signal: AbortSignal): Promise<Picture>
}
export interface About {
  readonly subject: LogRecord
  /** The records of this delivery and route with the subject's `Instance`, by time, at most 10,000. */
  readonly records: readonly LogRecord[]
}

export interface Kinds {
  parser: Parser
  transform: Transform
  sink: Sink
  source: Source
  renderer: Renderer
}
export type Kind = keyof Kinds

/** All that reaches an instance from outside. `id` is its name in the config. */
export interface Context {
  readonly id: string
  readonly now: () => number
  /** The proxy for a URL by the environment's rules, if any. */
  readonly proxyFor: (url: string) => string | undefined
  readonly log: (message: string, facts?: Readonly<Record<string, string | number>>) => void
}

export interface Spec<K extends Kind, S extends Options> {
  readonly name: string
  readonly summary: string
  readonly options: S
  /** Parsers and transforms: the fields they make, each with meaning and unit. `validate` checks alert rules against them. */
  readonly fields?: Readonly<Record<string, string>>
  /** Synchronous, no I/O: it runs in every config check. */
  create(options: OptionsOf<S>, context: Context): Kinds[K]
}

/** What a plugin module exports by default. A plain object of this shape is as good as `defineX`. */
export interface Plugin<K extends Kind = Kind> extends Omit<Spec<K, Options>, 'create'> {
  readonly apiVersion: 1
  readonly kind: K
  create(options: never, context: Context): Kinds[K]
}

type Define<K extends Kind> = <const S extends Options>(spec: Spec<K, S>) => Plugin<K>
const define =
  <K extends Kind>(kind: K): Define<K> =>
  (spec) => ({ ...spec, apiVersion: 1, kind })

export const defineParser: Define<'parser'> = define('parser')
export const defineTransform: Define<'transform'> = define('transform')
export const defineSink: Define<'sink'> = define('sink')
export const defineSource: Define<'source'> = define('source')
export const defineRenderer: Define<'renderer'> = define('renderer')
