import type { Cutter, Entry } from './cut.ts'

/** The same cutter without the entry from `start` to `end`, which was delivered before; if it ends elsewhere now, it was not whole then, and comes. */
export function withoutKnown(cutter: Cutter, start: number, end: number): Cutter {
  function* others(entries: Iterable<Entry>) {
    for (const entry of entries) if (entry.offset !== start || entry.bytes.length !== end - start) yield entry
  }
  return {
    ...cutter,
    push: (chunk) => others(cutter.push(chunk)),
    pause: () => others(cutter.pause()),
    end: (brokeOff) => others(cutter.end(brokeOff)),
    endLine: () => others(cutter.endLine()),
  }
}
