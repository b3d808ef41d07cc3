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

/**
 * Routes and parses events in order; each stream starts from `carry`, and an event knows what those before it in its stream left. Returns
 * the carry of the last event's stream: the time of its last record, and what its parser handed over.
 */
export function readStreams<R extends { readonly parser: Parser }>(events: readonly LogEvent[], carry: Fields, reader: Reader<R>): Fields {
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
  const streams = events.map(({ origin }) => byOrigin.get(origin) ?? open(origin))
  const reads = events.map((event, i): Read | undefined => {
    const stream = streams[i] as Stream<R>
    if (typeof stream.route === 'string') return undefined
    const state = event.carry === undefined ? stream.state : { ...stream.state, carry: event.carry }
    const read = readEvent(event, stream.route.parser, stream.fields, state)
    stream.state = read.state
    if (isDated(read)) stream.firstTime ??= read.time
    return read
  })
  streams.forEach(({ route, firstTime }, i) => {
    const read = reads[i]
    if (typeof route === 'string') reader.unrouted(i, route)
    else if (read !== undefined)
      reader.routed(i, events[i] as LogEvent, route, isDated(read) ? read : dated(read, firstTime ?? events[i]?.fileTime ?? reader.now()))
  })
  const last = streams.at(-1)
  return last === undefined ? carry : carryOf(last.state)
}

const stateOf = ({ time, parser }: Fields): StreamState => ({
  carry: isObject(parser) ? (parser as Fields) : {},
  ...(typeof time === 'number' ? { time } : {}),
})

const carryOf = ({ time, carry }: StreamState): Fields => ({ ...(time === undefined ? {} : { time }), parser: carry })
