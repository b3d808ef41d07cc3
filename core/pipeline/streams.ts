import { isObject } from '../is-object.ts'
import type { Fields, LogEvent, Origin } from '../model.ts'
import type { Parser } from '../plugin.ts'
import { originFields } from './origin-fields.ts'
import { dated, isDated, type Read, readEvent, type StreamState } from './read.ts'

/** Why no route has an event. */
export type Unrouted = 'no route' | 'own log group'

export interface Reader<R extends { readonly parser: Parser }> {
  readonly routeOf: (origin: Origin) => R | Unrouted
  readonly now: () => number
  readonly routed: (index: number, event: LogEvent, route: R, read: Read) => void
  readonly unrouted: (index: number, why: Unrouted) => void
}

interface Stream<R> {
  readonly route: R | Unrouted
  readonly fields: Fields
  state: StreamState
  /** Of the first event that has one: that of those before it, such as a banner, too, so that a second reading dates them alike. */
  firstTime?: number
}

/** An event that was read, but for its time perhaps. */
interface One<R> {
  readonly event: LogEvent
  readonly stream: Stream<R>
  readonly read: Read | undefined
}

export interface StreamReader {
  /** Routes and parses the next event, and tells of all that is known now. */
  add(event: LogEvent): void
  /** Tells of the rest. The carry of the last event's stream: the time of its last record, and what its parser handed over. */
  end(): Fields
}

/**
 * Routes and parses events in order, and tells of them in order; each stream starts from `carry`, and an event knows what those before it in
 * its stream left. What has no time waits for the first of its stream that has, and so do those behind it.
 */
export function streamReader<R extends { readonly parser: Parser }>(carry: Fields, reader: Reader<R>): StreamReader {
  // Events of one payload share their origin object, so most look-ups need not compare names.
  const byOrigin = new Map<Origin, Stream<R>>()
  const byName = new Map<string, Stream<R>>()
  const open = (origin: Origin): Stream<R> => {
    const name = JSON.stringify([origin.source, origin.account, origin.region, origin.logGroup, origin.logStream])
    const stream = byName.get(name) ?? { route: reader.routeOf(origin), fields: originFields(origin), state: stateOf(carry) }
    byName.set(name, stream)
    byOrigin.set(origin, stream)
    return stream
  }
  const readOne = (event: LogEvent, stream: Stream<R>): Read | undefined => {
    if (typeof stream.route === 'string') return undefined
    const state = event.carry === undefined ? stream.state : { ...stream.state, carry: event.carry }
    const read = readEvent(event, stream.route.parser, stream.fields, state)
    stream.state = read.state
    if (isDated(read)) stream.firstTime ??= read.time
    return read
  }

  let told = 0
  const tell = ({ event, stream: { route, firstTime }, read }: One<R>) => {
    const i = told++
    if (typeof route === 'string') reader.unrouted(i, route)
    else if (read !== undefined)
      reader.routed(i, event, route, isDated(read) ? read : dated(read, firstTime ?? event.fileTime ?? reader.now()))
  }
  const waits = ({ stream, read }: One<R>) => read !== undefined && !isDated(read) && stream.firstTime === undefined
  let waiting: One<R>[] = []
  let last: Stream<R> | undefined
  return {
    add(event) {
      const stream = byOrigin.get(event.origin) ?? open(event.origin)
      last = stream
      const one = { event, stream, read: readOne(event, stream) }
      if (waiting.length === 0 && !waits(one)) return tell(one)
      waiting.push(one)
      const known = waiting.findIndex(waits)
      if (known === 0) return
      for (const next of waiting.splice(0, known < 0 ? waiting.length : known)) tell(next)
    },
    end() {
      waiting.forEach(tell)
      waiting = []
      return last === undefined ? carry : carryOf(last.state)
    },
  }
}

/** All of them at once. */
export function readStreams<R extends { readonly parser: Parser }>(events: readonly LogEvent[], carry: Fields, reader: Reader<R>): Fields {
  const streams = streamReader(carry, reader)
  for (const event of events) streams.add(event)
  return streams.end()
}

const stateOf = ({ time, parser }: Fields): StreamState => ({
  carry: isObject(parser) ? (parser as Fields) : {},
  ...(typeof time === 'number' ? { time } : {}),
})

const carryOf = ({ time, carry }: StreamState): Fields => ({ ...(time === undefined ? {} : { time }), parser: carry })
