import type { Fields, LogEvent, Origin } from '../model.ts'
import type { Parser } from '../plugin.ts'
import { originFields } from './origin-fields.ts'
import { type Read, readEvent, type StreamState } from './read.ts'

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
  let last: Stream<R> | undefined
  for (const [i, event] of events.entries()) {
    const stream = byOrigin.get(event.origin) ?? open(event.origin)
    last = stream
    if (typeof stream.route === 'string') {
      reader.unrouted(i, stream.route)
      continue
    }
    const read = readEvent(event, stream.route.parser, stream.fields, stream.state, reader.now)
    stream.state = read.state
    reader.routed(i, event, stream.route, read)
  }
  return last === undefined ? carry : carryOf(last.state)
}

const stateOf = ({ time, parser }: Fields): StreamState => ({
  carry: typeof parser === 'object' && parser !== null && !Array.isArray(parser) ? (parser as Fields) : {},
  ...(typeof time === 'number' ? { time } : {}),
})

const carryOf = ({ time, carry }: StreamState): Fields => ({ ...(time === undefined ? {} : { time }), parser: carry })
